import Outbound

extension ComputeClient {
    /// A subnetwork that the caller may use, of its own project or of a Shared VPC host (`compute.v1.UsableSubnetwork`).
    package struct UsableSubnetwork: Sendable, Hashable, Decodable {
        /// URLs.
        package var subnetwork: String?
        package var network: String?
        package var ipCidrRange: String?
        package var purpose: String?

        package var name: String { Subnetwork.last(subnetwork) }
        package var networkName: String { Subnetwork.last(network) }
        package var regionName: String { part(after: "regions") }
        package var project: String { part(after: "projects") }
        package var isForInstances: Bool { purpose == nil || purpose == "PRIVATE" }

        private func part(after word: String) -> String {
            let parts = (subnetwork ?? "").split(separator: "/").map(String.init)
            guard let index = parts.firstIndex(of: word), index + 1 < parts.count else { return "" }
            return parts[index + 1]
        }
    }

    /// The Shared VPC host project that the project is attached to (`projects.getXpnHost`); nil: none.
    package func hostProject(of project: String) async throws -> String? {
        struct Answer: Decodable { var name: String? }
        let request = GoogleRequest(.get, .compute, "\(Self.base(project))/getXpnHost")
        let name = try await api.send(request, as: Answer.self).name
        return name.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The subnetworks of a host project that the caller may use for the service project
    /// (`subnetworks.listUsable`, asked of the host).
    package func usableSubnetworks(of host: String, for project: String) async throws -> [UsableSubnetwork] {
        struct Answer: Decodable {
            var items: [UsableSubnetwork]?
            var nextPageToken: String?
        }
        let path = "\(Self.base(host))/aggregated/subnetworks/listUsable"
        var found: [UsableSubnetwork] = []
        var token: String?
        repeat {
            let query =
                [("maxResults", "500"), ("serviceProject", project)] + (token.map { [("pageToken", $0)] } ?? [])
            let page = try await api.send(GoogleRequest(.get, .compute, path, query: query), as: Answer.self)
            found += page.items ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }

    /// The Cloud Routers of a region, with their Cloud NAT gateways.
    package func routers(project: String, region: String) async throws -> [Router] {
        struct Answer: Decodable {
            var items: [Router]?
            var nextPageToken: String?
        }
        let path = "\(Self.base(project))/regions/\(PercentEncoding.component(region))/routers"
        var found: [Router] = []
        var token: String?
        repeat {
            let query = [("maxResults", "500")] + (token.map { [("pageToken", $0)] } ?? [])
            let page = try await api.send(GoogleRequest(.get, .compute, path, query: query), as: Answer.self)
            found += page.items ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }
}
