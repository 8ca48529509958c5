package import Domain
import GoogleCloud

extension CloudRunRuntime {
    package func deletion(_ id: ServiceID) async throws -> ServiceDeletion {
        let json = try await managed(id)
        let service = try reader.service(json)
        var goes = ["The service \(id)" + (service.url.map { " and its address \($0)" } ?? "")]
        let revisions = (try? await self.revisions(id)) ?? []
        if !revisions.isEmpty { goes.append("Its \(revisions.count) revision(s): nothing is left to roll back to") }
        goes.append("The list of those who may call it")
        let tags = service.traffic.compactMap(\.tag)
        if !tags.isEmpty { goes.append("The addresses of its tags: \(tags.joined(separator: ", "))") }
        var stays: [String] = []
        if let bucket = service.bucket {
            stays.append("The model, in the bucket \(bucket)")
            stays.append("The measured starts of the service, in the bucket's cold-start ledger")
        }
        stays.append("Its log lines, for as long as Cloud Logging keeps them")
        if let account = json["template"]?["serviceAccount"]?.string { stays.append("The service account \(account)") }
        let environment = CloudRunReader.engineContainer(json)?["env"]?.array ?? []
        let secrets = environment.compactMap { $0["valueSource"]?["secretKeyRef"]?["secret"]?.string }
        for secret in Set(secrets).sorted() {
            if Self.secretID(secret) == EngineKeyVault.name(of: id) {
                goes.append("Its API key, the secret \(Self.secretID(secret))")
            } else {
                stays.append("The secret \(secret)")
            }
        }
        return ServiceDeletion(goes: goes, stays: stays)
    }

    package func delete(_ id: ServiceID) async throws {
        let json = try await managed(id)
        try await googleCall("delete \(id)") {
            var operation = try await run.deleteService(project: project, region: id.region, id: id.name)
            while !operation.isDone, !operation.name.isEmpty {
                try await Task.sleep(for: settings.pollInterval)
                operation = try await run.operation(operation.name)
            }
            if let failure = operation.failure { throw failure }
            while try await current(id) != nil { try await Task.sleep(for: settings.pollInterval) }
        }
        try await deleteKey(of: id, json)
    }

    /// The secret that was made for this service alone; a user's own stays.
    private func deleteKey(of id: ServiceID, _ json: GoogleJSON) async throws {
        guard let key = Self.keyReference(in: json), Self.secretID(key.name) == EngineKeyVault.name(of: id) else {
            return
        }
        let secret = Self.secretID(key.name)
        do {
            _ = try await EngineKeyVault(project: project, api: run.api).delete(secret, of: id)
        } catch {
            let told = GoogleProblem.problem(error, doing: "delete the secret \(secret)") as? Problem
            throw Problem(
                told?.code ?? .unavailable, "The service is deleted, its API key is not",
                detail: "\(secret): \(told?.detail ?? "\(error)")",
                fix: "Delete the secret: gcloud secrets delete \(secret) --project \(project)."
            )
        }
    }
}
