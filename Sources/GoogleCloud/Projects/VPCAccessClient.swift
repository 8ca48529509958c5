import Outbound

/// Serverless VPC Access.
package struct VPCAccessClient: Sendable {
    package struct Connector: Sendable, Hashable, Decodable {
        /// `projects/P/locations/R/connectors/NAME`.
        package var name: String
        package var network: String?
        package var ipCidrRange: String?
        /// `READY`, `CREATING`, `DELETING`, `ERROR`, `UPDATING`.
        package var state: String?
        package var maxThroughput: Int?
        package var machineType: String?

        package var id: String { name.split(separator: "/").last.map(String.init) ?? name }
        package var isReady: Bool { state == "READY" }
    }

    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    /// The connectors of a region.
    package func connectors(project: String, region: String) async throws -> [Connector] {
        struct Answer: Decodable {
            var connectors: [Connector]?
            var nextPageToken: String?
        }
        var found: [Connector] = []
        var token: String?
        repeat {
            let query = [("pageSize", "100")] + (token.map { [("pageToken", $0)] } ?? [])
            let path =
                "/v1/projects/\(PercentEncoding.component(project))/locations/\(PercentEncoding.component(region))"
                + "/connectors"
            let page = try await api.send(GoogleRequest(.get, .vpcAccess, path, query: query), as: Answer.self)
            found += page.connectors ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }
}
