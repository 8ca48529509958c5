import Outbound

extension CloudRunClient {
    /// Begins to make a service.
    ///
    /// - Parameters:
    ///   - id: its name; letters, digits and hyphens, shorter than 50.
    ///   - validateOnly: only checks, makes nothing.
    /// - Returns: the operation, done only when the rollout is.
    package func createService(
        project: String,
        region: String,
        id: String,
        _ service: RunService,
        validateOnly: Bool = false
    ) async throws -> LongRunningOperation {
        var query = [("serviceId", id)]
        if validateOnly { query.append(("validateOnly", "true")) }
        let request = GoogleRequest(.post, .run, Self.services(project, region), query: query)
        return try await api.send(try request.json(service))
    }

    package func service(project: String, region: String, id: String) async throws -> DeployedService {
        try await api.send(GoogleRequest(.get, .run, Self.service(project, region, id)))
    }

    /// The service as JSON: change in it what is to change and send it back, so that what we do not know stays.
    package func serviceJSON(project: String, region: String, id: String) async throws -> GoogleJSON {
        try await api.send(GoogleRequest(.get, .run, Self.service(project, region, id)))
    }

    /// Every service of a region; version 2 lists no more than one region at a time.
    package func services(project: String, region: String) async throws -> [DeployedService] {
        struct Answer: Decodable {
            var services: [DeployedService]?
            var nextPageToken: String?
        }
        var found: [DeployedService] = []
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

    /// Changes the fields that `updateMask` names, or replaces all that may be changed when it is empty.
    ///
    /// - Parameter service: a `RunService` or its JSON, with the etag that was read: a change in between answers
    ///   `aborted`.
    package func patchService(
        project: String,
        region: String,
        id: String,
        _ service: some Encodable,
        updateMask: [String] = [],
        validateOnly: Bool = false
    ) async throws -> LongRunningOperation {
        var query: [(String, String)] = []
        if !updateMask.isEmpty { query.append(("updateMask", updateMask.joined(separator: ","))) }
        if validateOnly { query.append(("validateOnly", "true")) }
        let request = GoogleRequest(.patch, .run, Self.service(project, region, id), query: query)
        return try await api.send(try request.json(service))
    }

    package func deleteService(
        project: String,
        region: String,
        id: String,
        etag: String? = nil,
        validateOnly: Bool = false
    ) async throws -> LongRunningOperation {
        var query: [(String, String)] = []
        if let etag { query.append(("etag", etag)) }
        if validateOnly { query.append(("validateOnly", "true")) }
        return try await api.send(GoogleRequest(.delete, .run, Self.service(project, region, id), query: query))
    }
}
