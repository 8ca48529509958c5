package import Domain
import ModelFormats

extension HuggingFaceHub: MovingSource {
    /// One answer of some hundred bytes, however large the model's description is.
    package func pin(of reference: ModelReference, known: String?, token: Secret?) async throws -> String {
        let name = try huggingFace(reference)
        let url =
            "\(address.base)/api/models/\(name.repository)/revision/\(HubAddress.escape(name.revision))?expand=sha"
        let info = try await page(url, name: name, what: "the revision", token: token).value
        guard let pin = info["sha"]?.text, FileDigest.isHex(pin, digits: 40) else {
            throw Problem(
                .sourceUnavailable, "The hub's answer is incomplete",
                detail: "\(name) has no commit in the hub's answer"
            )
        }
        return pin
    }
}
