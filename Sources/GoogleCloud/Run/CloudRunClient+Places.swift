import Outbound

/// Where the services of a project are, over all regions.
extension CloudRunClient {
    /// A service's name and region, without what it is.
    package struct ServicePlace: Sendable, Hashable {
        package var name: String
        package var region: String
    }

    /// Every service with this label value, and the regions that did not answer. Version 1 alone takes all regions at
    /// once (`locations/-`); of its answer only names and regions are asked for.
    package func servicePlaces(
        project: String, label: String, value: String
    ) async throws -> (places: [ServicePlace], unreachable: [String]) {
        var (places, unreachable): ([ServicePlace], Set<String>) = ([], [])
        var token: String?
        repeat {
            let query =
                [
                    ("limit", "500"), ("labelSelector", "\(label)=\(value)"),
                    ("fields", "items(metadata(name,labels)),metadata(continue),unreachable"),
                ] + (token.map { [("continue", $0)] } ?? [])
            let path = "/v1/projects/\(PercentEncoding.component(project))/locations/-/services"
            let page: GoogleJSON = try await api.send(GoogleRequest(.get, .run, path, query: query))
            if case .array(let items)? = page["items"] {
                places += items.compactMap { item in
                    guard let name = item["metadata"]?["name"]?.string,
                        let region = item["metadata"]?["labels"]?["cloud.googleapis.com/location"]?.string
                    else { return nil }
                    return ServicePlace(name: name, region: region)
                }
            }
            if case .array(let missing)? = page["unreachable"] {
                // `us-east1` or `projects/P/locations/us-east1`.
                unreachable.formUnion(missing.compactMap { $0.string?.split(separator: "/").last.map(String.init) })
            }
            token = page["metadata"]?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return (places, unreachable.sorted())
    }
}
