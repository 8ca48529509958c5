import Outbound

/// Compute Engine, as far as the networks of services go.
package struct ComputeClient: Sendable {
    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    /// Every subnetwork of the project, and the regions that could not be read with the reason.
    package func subnetworks(project: String) async throws -> (found: [Subnetwork], unread: [String: String]) {
        struct Warning: Decodable {
            var code: String?
            var message: String?
        }
        struct Scope: Decodable {
            var subnetworks: [Subnetwork]?
            var warning: Warning?
        }
        struct Answer: Decodable {
            var items: [String: Scope]?
            var nextPageToken: String?
            var unreachables: [String]?
        }
        var found: [Subnetwork] = []
        var unread: [String: String] = [:]
        var token: String?
        repeat {
            var query = [("maxResults", "500")]
            if let token { query.append(("pageToken", token)) }
            let path = "\(Self.base(project))/aggregated/subnetworks"
            let page = try await api.send(GoogleRequest(.get, .compute, path, query: query), as: Answer.self)
            for (scope, content) in page.items ?? [:] {
                found += content.subnetworks ?? []
                // An empty region has a warning too, and is no failure.
                if let warning = content.warning, warning.code != "NO_RESULTS_ON_PAGE" {
                    unread[Self.region(scope)] = warning.message ?? warning.code ?? "unreachable"
                }
            }
            for scope in page.unreachables ?? [] { unread[Self.region(scope)] = "the region could not be reached" }
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return (found.sorted { ($0.regionName, $0.name) < ($1.regionName, $1.name) }, unread)
    }

    package func subnetwork(project: String, region: String, name: String) async throws -> Subnetwork {
        try await api.send(GoogleRequest(.get, .compute, Self.path(project, region, name)))
    }

    /// Begins to switch Private Google Access of a subnetwork.
    ///
    /// - Parameter requestID: a UUID; a retry with the same one does nothing twice.
    package func setPrivateGoogleAccess(
        _ isOn: Bool, project: String, region: String, subnetwork: String, requestID: String
    ) async throws -> ComputeOperation {
        struct Body: Encodable { var privateIpGoogleAccess: Bool }
        let path = "\(Self.path(project, region, subnetwork))/setPrivateIpGoogleAccess"
        let request = GoogleRequest(
            .post, .compute, path, query: [("requestId", requestID)], isIdempotent: true
        )
        return try await api.send(try request.json(Body(privateIpGoogleAccess: isOn)))
    }

    /// The operation when it is done, or as it stands after two minutes.
    package func wait(project: String, region: String, operation: String) async throws -> ComputeOperation {
        let region = PercentEncoding.component(region)
        let path =
            "\(Self.base(project))/regions/\(region)/operations/\(PercentEncoding.component(operation))/wait"
        var request = GoogleRequest(.post, .compute, path, isIdempotent: true)
        // The call itself lasts up to two minutes.
        request.timeouts = OutboundTimeouts(head: .seconds(150), stall: nil, total: .seconds(180))
        return try await api.send(request)
    }

    static func base(_ project: String) -> String {
        "/compute/v1/projects/\(PercentEncoding.component(project))"
    }

    private static func path(_ project: String, _ region: String, _ subnetwork: String) -> String {
        "\(base(project))/regions/\(PercentEncoding.component(region))/subnetworks/"
            + PercentEncoding.component(subnetwork)
    }

    /// `regions/us-central1`, or a longer name of it.
    private static func region(_ scope: String) -> String {
        scope.split(separator: "/").last.map(String.init) ?? scope
    }
}
