import Outbound

extension CloudRunClient {
    static func jobs(_ project: String, _ region: String) -> String {
        "/v2/projects/\(PercentEncoding.component(project))/locations/\(PercentEncoding.component(region))/jobs"
    }

    static func job(_ project: String, _ region: String, _ id: String) -> String {
        "\(jobs(project, region))/\(PercentEncoding.component(id))"
    }

    /// Begins to make a job.
    ///
    /// - Parameter id: letters, digits and hyphens; at most 63.
    package func createJob(
        project: String, region: String, id: String, _ job: RunJob
    ) async throws -> LongRunningOperation {
        let request = GoogleRequest(.post, .run, Self.jobs(project, region), query: [("jobId", id)])
        return try await api.send(try request.json(job))
    }

    package func job(project: String, region: String, id: String) async throws -> DeployedJob {
        try await api.send(GoogleRequest(.get, .run, Self.job(project, region, id)))
    }

    /// Every job of a region.
    package func jobs(project: String, region: String) async throws -> [DeployedJob] {
        struct Answer: Decodable {
            var jobs: [DeployedJob]?
            var nextPageToken: String?
        }
        var found: [DeployedJob] = []
        var token: String?
        repeat {
            let query = [("pageSize", "100")] + (token.map { [("pageToken", $0)] } ?? [])
            let request = GoogleRequest(.get, .run, Self.jobs(project, region), query: query)
            let page = try await api.send(request, as: Answer.self)
            found += page.jobs ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }

    /// Replaces everything of a job that may be changed; jobs take no update mask.
    package func patchJob(
        project: String, region: String, id: String, _ job: RunJob
    ) async throws -> LongRunningOperation {
        let request = GoogleRequest(.patch, .run, Self.job(project, region, id), isIdempotent: job.etag != nil)
        return try await api.send(try request.json(job))
    }

    package func deleteJob(project: String, region: String, id: String) async throws -> LongRunningOperation {
        try await api.send(GoogleRequest(.delete, .run, Self.job(project, region, id)))
    }

    /// Starts an execution; the operation's metadata is the execution, named at once.
    package func runJob(project: String, region: String, id: String) async throws -> LongRunningOperation {
        struct Body: Encodable {}
        let request = GoogleRequest(.post, .run, "\(Self.job(project, region, id)):run")
        return try await api.send(try request.json(Body()))
    }
}
