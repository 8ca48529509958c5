package import Domain
import GoogleCloud

extension CloudRunRuntime: ServiceKeyring {
    package func key(_ id: ServiceID) async throws -> EngineKey? {
        let json = try await managed(id)
        return try await googleCall("look for the API key of \(id)") { try await engineKeyPlace(json) }
    }

    package func revealKey(_ id: ServiceID) async throws -> Secret {
        let json = try await managed(id)
        guard let key = try await googleCall("read the API key of \(id)", { try await engineKey(in: json) }) else {
            throw Problem(
                .notFound, "No API key", detail: "\(id) asks for none",
                fix: "Make one: llm-manager services key create \(id)"
            )
        }
        return key
    }

    package func renewKey(_ id: ServiceID) -> AsyncThrowingStream<KeyEvent, any Error> {
        stream(id, "renew the API key of \(id)") { try await renew(id, $0) }
    }

    package func removeKey(_ id: ServiceID) -> AsyncThrowingStream<KeyEvent, any Error> {
        stream(id, "remove the API key of \(id)") { try await remove(id, $0) }
    }

    /// Goes on to its end when the stream is dropped: half of a rotation would leave a key that nobody uses.
    private func stream(
        _ id: ServiceID, _ action: String, _ work: @escaping @Sendable ((KeyEvent) -> Void) async throws -> Void
    ) -> AsyncThrowingStream<KeyEvent, any Error> {
        AsyncThrowingStream { continuation in
            Task {
                do {
                    try await work { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: GoogleProblem.problem(error, doing: action))
                }
            }
        }
    }

    // A new version, a revision that starts with it, and only when that serves is the old version switched off.
    private func renew(_ id: ServiceID, _ tell: (KeyEvent) -> Void) async throws {
        let json = try await managed(id)
        guard reader.engine(json) == .vllm else { throw Self.unsupported(id) }
        try Self.requireOneRevision(json, id)
        let vault = EngineKeyVault(project: project, api: run.api)
        let secret = Self.keyReference(in: json).map { Self.secretID($0.name) } ?? EngineKeyVault.name(of: id)
        let made = try await vault.make(secret, for: id)
        tell(KeyEvent(.secret, made ? "Made the secret \(secret)" : "The secret \(secret) is there"))
        let account = try await vault.account(of: json)
        try await vault.grant(secret, to: account)
        tell(KeyEvent(.access, "\(account) may read it"))
        let version = try await vault.add(secret)
        tell(KeyEvent(.version, "A new key is version \(version)"))
        do {
            try await setKey(SecretReference(name: secret, version: version), of: id, tell)
        } catch {
            // The revision before still serves with the key before; the new one is of no use to anybody.
            try? await vault.disable(secret, version: version)
            throw error
        }
        let old = try await vault.enabled(secret).filter { $0 != version }
        for number in old { try await vault.disable(secret, version: number) }
        if !old.isEmpty {
            tell(KeyEvent(.retired, "Switched off the key before: version \(old.joined(separator: ", "))"))
        }
        tell(KeyEvent(.done, "\(id) asks for the new key", key: try await engineKeyPlace(try await managed(id))))
    }

    private func remove(_ id: ServiceID, _ tell: (KeyEvent) -> Void) async throws {
        let json = try await managed(id)
        guard let reference = Self.keyReference(in: json) else {
            throw Problem(.notFound, "No API key", detail: "\(id) asks for none", fix: "There is nothing to remove.")
        }
        try Self.requireOneRevision(json, id)
        try await setKey(nil, of: id, tell)
        let secret = Self.secretID(reference.name)
        let vault = EngineKeyVault(project: project, api: run.api)
        if try await vault.delete(secret, of: id) {
            tell(KeyEvent(.retired, "Deleted the secret \(secret)"))
        } else {
            tell(KeyEvent(.retired, "Left the secret \(secret): it is not one of ours"))
        }
        tell(KeyEvent(.done, "\(id) asks for no key"))
    }

    /// A key is of one revision: where others serve beside it by hand, they would go on with a key that is switched off.
    private static func requireOneRevision(_ json: GoogleJSON, _ id: ServiceID) throws(Problem) {
        guard !CloudRunTraffic.divided(json).isEmpty else { return }
        throw Problem(
            .conflict, "The traffic is divided by hand",
            detail: "\(CloudRunFields.traffic(json["traffic"])): a revision with another key would not serve all of it",
            fix: "Send everything to the latest revision first: llm-manager services traffic \(id) latest=100"
        )
    }

    /// Rolls out a revision whose engine starts with the key, and waits until it serves.
    private func setKey(_ reference: SecretReference?, of id: ServiceID, _ tell: (KeyEvent) -> Void) async throws {
        var json = try await managed(id)
        json = try Self.replacingKey(reference, in: json)
        let operation = try await run.patchService(
            project: project, region: id.region, id: id.name, CloudRunServiceBody.mutable(json))
        tell(KeyEvent(.revision, "Cloud Run rolls out a revision"))
        try await finish(operation)
        let service = try await managed(id)
        if case .failed(let problem) = reader.state(service, id: id) { throw problem }
        if case .degraded(let reason) = reader.state(service, id: id) {
            throw Problem(.deployFailed, "The revision does not start", detail: reason, fix: "Read its logs.")
        }
        let proven = try await prove(id)
        tell(KeyEvent(.rollout, "\(proven.revision ?? "The revision") serves and is \(proven.state.name)"))
    }

    static func replacingKey(_ reference: SecretReference?, in service: GoogleJSON) throws -> GoogleJSON {
        var service = service
        var template = service["template"] ?? [:]
        var containers = template["containers"]?.array ?? []
        guard
            let index = containers.firstIndex(where: { !($0["ports"]?.array ?? []).isEmpty })
                ?? containers.indices.first
        else { return service }
        var variables = (containers[index]["env"]?.array ?? []).filter { $0["name"]?.string != keyVariable }
        if let reference {
            variables.append([
                "name": .string(keyVariable),
                "valueSource": [
                    "secretKeyRef": ["secret": .string(reference.name), "version": .string(reference.version)]
                ],
            ])
        }
        containers[index]["env"] = .array(variables)
        template["containers"] = .array(containers)
        // A revision name given by hand may be used once only.
        template["revision"] = nil
        service["template"] = template
        // The proof is of another revision.
        var annotations = service["annotations"]?.texts ?? [:]
        annotations[CloudRunMarks.proof] = nil
        service["annotations"] = .texts(annotations)
        CloudRunTraffic.resume(&service)
        return service
    }

    private func engineKeyPlace(_ json: GoogleJSON) async throws -> EngineKey? {
        guard let reference = Self.keyReference(in: json) else { return nil }
        let secret = Self.secretID(reference.name)
        let vault = EngineKeyVault(project: project, api: run.api)
        let versions = (try? await vault.versions(secret)) ?? []
        let current = reference.version == "latest" ? versions.first?.number ?? "latest" : reference.version
        return EngineKey(
            secret: secret, version: current,
            otherVersions: versions.filter { $0.state == "ENABLED" && $0.number != current }.map(\.number),
            createdAt: versions.first { $0.number == current }?.createTime,
            command: "gcloud secrets versions access \(current) --secret=\(secret) --project=\(project)"
        )
    }

    private static func unsupported(_ id: ServiceID) -> Problem {
        Problem(
            .unsupported, "Not an engine with API keys", detail: "the engine of \(id) has no keys of its own",
            fix: "Keep the service private: callers then need run.invoker. The engine vllm has keys."
        )
    }
}
