package import Domain
import GoogleCloud

extension CloudRunRuntime {
    /// Manual scaling to no instance: requests are answered with an error, and nothing is billed.
    package func stop(_ id: ServiceID) async throws -> Service {
        try await patch(id, mask: ["scaling"]) { service in
            var scaling = service["scaling"] ?? [:]
            scaling["scalingMode"] = "MANUAL"
            scaling["manualInstanceCount"] = 0
            service["scaling"] = scaling
        }
    }

    /// Scaling as it was before the stop.
    package func start(_ id: ServiceID) async throws -> Service {
        guard CloudRunReader.isStopped(try await managed(id)) else {
            throw Problem(
                .conflict, "Not stopped", detail: "\(id) scales by itself",
                fix: "Ask it: llm-manager services ask \(id)."
            )
        }
        return try await patch(id, mask: ["scaling"]) { service in
            service["scaling"]?["scalingMode"] = "AUTOMATIC"
            service["scaling"]?["manualInstanceCount"] = nil
        }
    }

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
        for secret in Set(secrets).sorted() { stays.append("The secret \(secret)") }
        return ServiceDeletion(goes: goes, stays: stays)
    }
}
