import Outbound

/// Cloud Run's Admin API, version 2 (and of version 1 the list of regions, which 2 has not).
package struct CloudRunClient: Sendable {
    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    static func services(_ project: String, _ region: String) -> String {
        "/v2/projects/\(PercentEncoding.component(project))/locations/\(PercentEncoding.component(region))/services"
    }

    static func service(_ project: String, _ region: String, _ id: String) -> String {
        "\(services(project, region))/\(PercentEncoding.component(id))"
    }
}

extension CloudRunClient {
    package struct Location: Sendable, Hashable, Decodable {
        package var locationId: String
        package var displayName: String?
    }

    /// The regions in which the project may run services.
    package func locations(project: String) async throws -> [Location] {
        struct Answer: Decodable {
            var locations: [Location]?
            var nextPageToken: String?
        }
        var found: [Location] = []
        var token: String?
        repeat {
            let path = "/v1/projects/\(PercentEncoding.component(project))/locations"
            let query = token.map { [("pageToken", $0)] } ?? []
            let page = try await api.send(GoogleRequest(.get, .run, path, query: query), as: Answer.self)
            found += page.locations ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }
}
