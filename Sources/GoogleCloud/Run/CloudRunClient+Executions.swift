import Outbound

/// Executions and tasks, by their full names.
extension CloudRunClient {
    package func execution(_ name: String) async throws -> RunExecution {
        try await api.send(GoogleRequest(.get, .run, "/v2/\(PercentEncoding.path(name))"))
    }

    /// Every execution of a job, the newest first.
    package func executions(project: String, region: String, job: String) async throws -> [RunExecution] {
        struct Answer: Decodable {
            var executions: [RunExecution]?
            var nextPageToken: String?
        }
        var found: [RunExecution] = []
        var token: String?
        repeat {
            let query = token.map { [("pageToken", $0)] } ?? []
            let path = "\(Self.job(project, region, job))/executions"
            let page = try await api.send(GoogleRequest(.get, .run, path, query: query), as: Answer.self)
            found += page.executions ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }

    /// Its tasks get SIGTERM, and SIGKILL ten seconds later.
    package func cancelExecution(_ name: String) async throws -> LongRunningOperation {
        struct Body: Encodable {}
        let request = GoogleRequest(.post, .run, "/v2/\(PercentEncoding.path(name)):cancel", isIdempotent: true)
        return try await api.send(try request.json(Body()))
    }

    /// The tasks of an execution, by index.
    package func tasks(of execution: String) async throws -> [RunTask] {
        struct Answer: Decodable {
            var tasks: [RunTask]?
            var nextPageToken: String?
        }
        var found: [RunTask] = []
        var token: String?
        repeat {
            let query = token.map { [("pageToken", $0)] } ?? []
            let path = "/v2/\(PercentEncoding.path(execution))/tasks"
            let page = try await api.send(GoogleRequest(.get, .run, path, query: query), as: Answer.self)
            found += page.tasks ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found.sorted { ($0.index ?? 0) < ($1.index ?? 0) }
    }
}
