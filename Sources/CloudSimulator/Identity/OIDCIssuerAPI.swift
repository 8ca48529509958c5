import HTTPTypes
import Hummingbird

/// The issuer's own addresses, on the control listener: what a job of GitHub Actions asks, and what a pool's provider
/// reads (`ACTIONS_ID_TOKEN_REQUEST_URL`; OpenID Connect Discovery 1.0).
struct OIDCIssuerAPI: SimulatedAPI {
    let issuer: OIDCIssuer
    let base: String

    func addRoutes(to router: Router<SimulatorContext>) {
        let (issuer, base) = (issuer, base)
        router.get("/oidc/.well-known/openid-configuration") { _, _ in
            Response.json([
                "issuer": .string(OIDCIssuer.name), "jwks_uri": .string("\(base)/oidc/.well-known/jwks"),
                "id_token_signing_alg_values_supported": ["RS256"], "subject_types_supported": ["public"],
            ])
        }
        router.get("/oidc/.well-known/jwks") { _, _ in Response.json(issuer.keySet) }
        router.get("/oidc/token") { request, _ in
            guard request.headers[.authorization]?.lowercased() == "bearer \(issuer.requestToken)".lowercased() else {
                return Response.json(["message": "Unauthorized"], status: .unauthorized)
            }
            let query = QueryParameters(request)
            var job = OIDCIssuer.Job()
            if let repository = query["repository"] { job.repository = repository }
            if let ref = query["ref"] { job.ref = ref }
            let audience = query["audience"] ?? "https://github.com/\(job.repository.prefix { $0 != "/" })"
            let token = try issuer.token(for: job, audience: audience)
            return Response.json(["count": .integer(Int64(token.utf8.count)), "value": .string(token)])
        }
    }
}
