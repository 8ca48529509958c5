import Domain
import GoogleCloud

/// The engine's API key of a service: an environment variable whose value Cloud Run reads from Secret Manager.
extension CloudRunRuntime {
    /// vLLM's variable; it then asks for the key on every path under `/v1`.
    static let keyVariable = "VLLM_API_KEY"

    /// The key that the service's container starts with; nil when it has none.
    ///
    /// - Throws: `GoogleCloudError` when we may not read it.
    func engineKey(in service: GoogleJSON) async throws -> Secret? {
        guard let reference = Self.keyReference(in: service) else { return nil }
        let bytes = try await SecretManagerClient(run.api).access(
            project: project, id: Self.secretID(reference.name), version: reference.version
        )
        return Secret(String(decoding: bytes, as: UTF8.self))
    }

    static func keyReference(in service: GoogleJSON) -> SecretReference? {
        let variables = CloudRunReader.engineContainer(service)?["env"]?.array ?? []
        let source = variables.first { $0["name"]?.string == keyVariable }?["valueSource"]?["secretKeyRef"]
        guard let name = source?["secret"]?.string else { return nil }
        return SecretReference(name: name, version: source?["version"]?.string ?? "latest")
    }

    /// The short name, also of `projects/NUMBER/secrets/NAME`.
    static func secretID(_ name: String) -> String { name.split(separator: "/").last.map(String.init) ?? name }
}
