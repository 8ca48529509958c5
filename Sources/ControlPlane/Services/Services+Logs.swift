package import Domain

extension Services {
    /// Log lines, oldest first; with `follow` the stream goes on until it is dropped. Needs the viewer role.
    package func logs(_ context: RequestContext, _ id: ServiceID, follow: Bool = false) throws -> AsyncThrowingStream<
        LogLine, any Error
    > {
        try context.require(.viewer, to: "read logs")
        return try runtime(context).logs(id, follow: follow)
    }

    /// The last lines at once, oldest first. Needs the viewer role.
    package func recentLogs(_ context: RequestContext, _ id: ServiceID, limit: Int = 200) async throws -> [LogLine] {
        try await world.look(context, "read logs") {
            var lines: [LogLine] = []
            for try await line in try runtime(context).logs(id, follow: false) {
                lines.append(line)
                if lines.count > 2 * limit { lines.removeFirst(lines.count - limit) }
            }
            return Array(lines.suffix(limit))
        }
    }
}
