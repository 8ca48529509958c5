import Outbound

/// Service Usage: which APIs a project has enabled.
package struct ServiceUsageClient: Sendable {
    package struct Service: Sendable, Hashable, Decodable {
        package struct Config: Sendable, Hashable, Decodable {
            package var name: String?
            package var title: String?
        }
        /// `projects/NUMBER/services/run.googleapis.com`.
        package var name: String?
        package var config: Config?
        /// `ENABLED` or `DISABLED`.
        package var state: String?

        package var id: String { name?.split(separator: "/").last.map(String.init) ?? config?.name ?? "" }
        package var isEnabled: Bool { state == "ENABLED" }
    }

    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    /// The states of the named services (`run.googleapis.com`), any number of them.
    package func services(project: String, _ ids: [String]) async throws -> [Service] {
        struct Answer: Decodable { var services: [Service]? }
        var found: [Service] = []
        for start in stride(from: 0, to: ids.count, by: 30) {
            let names = ids[start..<min(start + 30, ids.count)].map { ("names", "projects/\(project)/services/\($0)") }
            let request = GoogleRequest(.get, .serviceUsage, "\(Self.path(project)):batchGet", query: names)
            found += try await api.send(request, as: Answer.self).services ?? []
        }
        return found
    }

    package func enable(project: String, _ id: String) async throws -> LongRunningOperation {
        let path = "\(Self.path(project))/\(PercentEncoding.component(id)):enable"
        let request = GoogleRequest(.post, .serviceUsage, path, isIdempotent: true)
        return try await api.send(try request.json([String: String]()))
    }

    /// Enables up to 20 services, all or none.
    package func batchEnable(project: String, _ ids: [String]) async throws -> LongRunningOperation {
        struct Body: Encodable { var serviceIds: [String] }
        let request = GoogleRequest(.post, .serviceUsage, "\(Self.path(project)):batchEnable", isIdempotent: true)
        return try await api.send(try request.json(Body(serviceIds: ids)))
    }

    package func operation(_ name: String) async throws -> LongRunningOperation {
        try await api.send(GoogleRequest(.get, .serviceUsage, "/v1/\(PercentEncoding.path(name))"))
    }

    private static func path(_ project: String) -> String {
        "/v1/projects/\(PercentEncoding.component(project))/services"
    }
}
