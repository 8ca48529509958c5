import Digests
package import Domain
import NIOCore
import Outbound

extension OllamaRegistry: MovingSource {
    /// The manifest is small, and a registry that gives it an entity tag need not send it again.
    package func pin(of reference: ModelReference, known: String?, token: Secret?) async throws -> String {
        guard let bytes = try await manifestBytes(try ollama(reference), unless: known) else { return known ?? "" }
        var sum = SHA256()
        sum.update(bytes)
        return "sha256:\(Hex.encode(sum.finalized()))"
    }
}
