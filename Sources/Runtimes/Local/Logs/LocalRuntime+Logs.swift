package import Domain

extension LocalRuntime {
    /// An engine's own file: its lines carry no time that every engine writes alike, so `since` and `until` choose
    /// nothing here, and a line's time is the one at which it was read.
    package func logs(_ id: ServiceID, _ query: LogQuery) async throws -> LogPage {
        _ = try existing(id)
        let end = try query.pageToken.map(Self.place)
        let tail = try tail(id, query, before: end)
        return LogPage(lines: tail.lines, older: tail.hasOlder ? tail.lines.first?.id : nil)
    }

    package func follow(_ id: ServiceID, _ query: LogQuery) -> AsyncThrowingStream<LogLine, any Error> {
        AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    _ = try existing(id)
                    let tail = try tail(id, query)
                    for line in tail.lines { continuation.yield(line) }
                    var place = tail.next
                    while !Task.isCancelled {
                        try await Task.sleep(for: settings.interval)
                        let (lines, next) = try read(id, from: place)
                        place = next
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

    private func tail(_ id: ServiceID, _ query: LogQuery, before end: LocalLog.Place? = nil) throws -> LocalLog.Tail {
        try directory.exclusively { try directory.log(id.name).tail(query.limit, before: end, where: query.fits) }
    }

    /// Under the lock: a part is not to become an older one between two looks at the folder.
    private func read(_ id: ServiceID, from place: LocalLog.Place) throws -> (lines: [LogLine], next: LocalLog.Place) {
        try directory.exclusively { try directory.log(id.name).lines(from: place) }
    }

    private static func place(_ token: String) throws -> LocalLog.Place {
        guard let place = LocalLog.Place(token) else {
            throw Problem(
                .invalidRequest, "Not a page of a log", detail: "the page token is not one that this API gave",
                fix: "Ask again without it."
            )
        }
        return place
    }
}
