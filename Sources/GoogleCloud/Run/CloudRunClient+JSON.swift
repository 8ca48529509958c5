import Outbound

/// Services and revisions as the JSON that they are: for readers and writers that must not lose a field.
extension CloudRunClient {
    /// Every service of a region.
    package func servicesJSON(project: String, region: String) async throws -> [GoogleJSON] {
        struct Answer: Decodable {
            var services: [GoogleJSON]?
            var nextPageToken: String?
        }
        var found: [GoogleJSON] = []
        var token: String?
        repeat {
            let query = [("pageSize", "100")] + (token.map { [("pageToken", $0)] } ?? [])
            let request = GoogleRequest(.get, .run, Self.services(project, region), query: query)
            let page = try await api.send(request, as: Answer.self)
            found += page.services ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }

    /// Begins to make a service; the operation is done only when the rollout is. With `validateOnly` nothing is made, and
    /// what would be refused is refused.
    package func createService(
        project: String, region: String, id: String, json: GoogleJSON, validateOnly: Bool = false
    ) async throws -> LongRunningOperation {
        var query = [("serviceId", id)]
        if validateOnly { query.append(("validateOnly", "true")) }
        let request = GoogleRequest(.post, .run, Self.services(project, region), query: query)
        return try await api.send(try request.json(json))
    }

    /// Every revision of a service, the newest first.
    package func revisionsJSON(project: String, region: String, service: String) async throws -> [GoogleJSON] {
        struct Answer: Decodable {
            var revisions: [GoogleJSON]?
            var nextPageToken: String?
        }
        var found: [GoogleJSON] = []
        var token: String?
        repeat {
            let query = [("pageSize", "100")] + (token.map { [("pageToken", $0)] } ?? [])
            let path = "\(Self.service(project, region, service))/revisions"
            let page = try await api.send(GoogleRequest(.get, .run, path, query: query), as: Answer.self)
            found += page.revisions ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }

    package func revisionJSON(project: String, region: String, service: String, id: String) async throws -> GoogleJSON {
        let path = "\(Self.service(project, region, service))/revisions/\(PercentEncoding.component(id))"
        return try await api.send(GoogleRequest(.get, .run, path))
    }
}
