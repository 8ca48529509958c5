import Domain
import GoogleCloud
import Serving

/// The command by which a user proves a service that we cannot call.
enum CloudRunProofCommand {
    static func text(url: String, engine: EngineKind, servedName: String, kind: ProofKind) -> String {
        let request = ServingEngines.engine(engine).proofRequest(servedName: servedName, kind: kind)
        let quoted = request.body.replacing("'", with: "'\\''")
        return """
            curl -fsS -H "Authorization: Bearer $(gcloud auth print-identity-token)" \
            -H 'Content-Type: application/json' -d '\(quoted)' '\(url)\(request.path)'
            """
    }
}
