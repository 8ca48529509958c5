package import Domain

extension Services {
    /// Lines of one download at most.
    package static let downloadLimit = 10_000

    /// The newest lines that fit, oldest first, and the way to those before. Needs the viewer role.
    package func logs(_ context: RequestContext, _ id: ServiceID, _ query: LogQuery) async throws -> LogPage {
        try await world.look(context, "read logs") { try await runtime(context).logs(id, query) }
    }

    /// The newest lines that fit, then each new one until the stream is dropped. Needs the viewer role.
    package func follow(_ context: RequestContext, _ id: ServiceID, _ query: LogQuery) throws -> AsyncThrowingStream<
        LogLine, any Error
    > {
        try context.require(.viewer, to: "read logs")
        return try runtime(context).follow(id, query)
    }

    /// All lines that fit, oldest first, at most ``downloadLimit`` of them: the newest. Needs the viewer role.
    package func download(_ context: RequestContext, _ id: ServiceID, _ query: LogQuery) async throws -> [LogLine] {
        try await world.look(context, "read logs") {
            let runtime = try runtime(context)
            var query = query
            query.limit = LogQuery.largestLimit
            var pages: [[LogLine]] = []
            var count = 0
            repeat {
                let page = try await runtime.logs(id, query)
                pages.append(page.lines)
                count += page.lines.count
                query.pageToken = page.older
            } while query.pageToken != nil && count < Self.downloadLimit
            return Array(pages.reversed().joined().suffix(Self.downloadLimit))
        }
    }
}
