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
}
