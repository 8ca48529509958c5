import Domain
import GoogleCloud

/// The engine's API key of a service: an environment variable whose value Cloud Run reads from Secret Manager.
extension CloudRunRuntime {
    /// vLLM's variable; it then asks for the key on every path under `/v1`.
    static let keyVariable = "VLLM_API_KEY"

    /// The key that the containers of the revision that serves start with; nil when they have none.
    ///
    /// - Throws: `GoogleCloudError` when we may not read it.
    func engineKey(in service: GoogleJSON) async throws -> Secret? {
        guard let reference = Self.keyReference(in: try await serving(service)) else { return nil }
        let bytes = try await SecretManagerClient(run.api).access(
            project: project, id: Self.secretID(reference.name), version: reference.version
        )
        return Secret(String(decoding: bytes, as: UTF8.self))
    }

    /// The template of the revision that serves: after a roll-back, or a change that failed, it is not the newest one's.
    private func serving(_ service: GoogleJSON) async throws -> GoogleJSON {
        guard let name = CloudRunTraffic.serving(service), name != CloudRunReader.latestRevision(service),
            let id = try? CloudRunReader.id(service)
        else { return service }
        return [
            "template": try await run.revisionJSON(project: project, region: id.region, service: id.name, id: name)
        ]
    }

    /// Refuses traffic for a revision whose key has been switched off or deleted since: its instances would not start.
    /// What may not be looked at is let pass.
    func requireKey(of revision: ServiceRevision, _ id: ServiceID) async throws {
        guard let text = revision.settings["secrets.\(Self.keyVariable)"],
            let colon = text.lastIndex(of: ":"), text[colon...] != ":latest"
        else { return }
        let (name, version) = (Self.secretID(String(text[..<colon])), String(text[text.index(after: colon)...]))
        var state: String?
        do {
            let versions = try await SecretManagerClient(run.api).versions(project: project, id: name)
            state = versions.first { $0.number == version }.map { $0.state ?? "ENABLED" } ?? "DESTROYED"
        } catch let error as GoogleCloudError where error.code == .notFound {
            state = "DESTROYED"
        } catch is GoogleCloudError {
            return
        }
        guard let state, state != "ENABLED" else { return }
        let isOff = state == "DISABLED"
        throw Problem(
            .conflict, "The revision's API key is \(isOff ? "switched off" : "gone")",
            detail: "\(revision.name) starts with version \(version) of the secret \(name), which is "
                + (isOff ? "disabled since a newer key took its place" : "deleted") + ": its instances would not start",
            fix: isOff
                ? "Choose a revision with the present key, or let the old one count again: gcloud secrets versions "
                    + "enable \(version) --secret=\(name) --project=\(project)"
                : "Choose another revision: llm-manager services revisions \(id)."
        )
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
