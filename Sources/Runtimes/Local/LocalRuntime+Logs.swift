package import Domain

extension LocalRuntime {
    /// An engine's own file: its lines carry no time that every engine writes alike, so `since` and `until` choose
    /// nothing here, and a line's time is the one at which it was read.
    package func logs(_ id: ServiceID, _ query: LogQuery) async throws -> LogPage {
        _ = try existing(id)
        let end = try query.pageToken.map(Self.offset)
        let lines = try LocalLog(path: directory.logPath(id.name)).lines(from: 0).lines.filter { line in
            query.fits(line) && (end.map { (UInt64(line.id) ?? 0) < $0 } ?? true)
        }
        let page = lines.suffix(query.limit)
        return LogPage(lines: Array(page), older: page.count < lines.count ? page.first?.id : nil)
    }

    package func follow(_ id: ServiceID, _ query: LogQuery) -> AsyncThrowingStream<LogLine, any Error> {
        AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    _ = try existing(id)
                    let log = LocalLog(path: directory.logPath(id.name))
                    let (first, next) = try log.lines(from: 0)
                    for line in first.filter(query.fits).suffix(query.limit) { continuation.yield(line) }
                    var offset = next
                    while !Task.isCancelled {
                        try await Task.sleep(for: settings.interval)
                        let (lines, next) = try log.lines(from: offset)
                        offset = next
                        for line in lines where query.fits(line) { continuation.yield(line) }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error is CancellationError ? nil : error)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }

    private static func offset(_ token: String) throws -> UInt64 {
        guard let offset = UInt64(token) else {
            throw Problem(
                .invalidRequest, "Not a page of a log", detail: "the page token is not one that this API gave",
                fix: "Ask again without it."
            )
        }
        return offset
    }
}
