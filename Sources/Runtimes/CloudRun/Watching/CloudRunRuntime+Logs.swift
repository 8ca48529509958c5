package import Domain
import Foundation
import GoogleCloud
import Outbound

extension CloudRunRuntime {
    /// Pages of one answer at most: Logging may give empty ones for long while it searches.
    private static let pageLimit = 20

    package func logs(_ id: ServiceID, _ query: LogQuery) async throws -> LogPage {
        _ = try await managed(id)
        return try await googleCall("read the logs of \(id)") {
            let (entries, older) = try await newest(id, query)
            return LogPage(lines: entries.reversed().map(CloudRunLogLine.line), older: older)
        }
    }

    /// The newest entries that fit, newest first, and the cursor to those before.
    private func newest(_ id: ServiceID, _ query: LogQuery) async throws -> ([LogEntry], String?) {
        var cursor = try query.pageToken.map(LogCursor.init(parsing:))
        let reach = Timestamp.precise(Date(timeIntervalSinceNow: -LogFilter.standardReach))
        let since = cursor?.since ?? query.since ?? reach
        let until = cursor.map(\.until) ?? query.until ?? Timestamp.precise(Date(timeIntervalSinceNow: 60))
        let filter = LogFilter(id: id, query: query).text(since: since, until: until)
        let logging = LoggingClient(run.api)
        var found: [LogEntry] = []
        for _ in 0..<Self.pageLimit {
            let page = try await logging.entries(
                project: project, filter: filter, pageSize: query.limit - found.count, pageToken: cursor?.token
            )
            found += page.entries
            cursor = page.nextPageToken.map { LogCursor(since: since, until: until, token: $0) }
            if cursor == nil || found.count >= query.limit { break }
        }
        return (found, cursor?.text)
    }

    package func follow(_ id: ServiceID, _ query: LogQuery) -> AsyncThrowingStream<LogLine, any Error> {
        AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    try await follow(id, query) { continuation.yield(CloudRunLogLine.line($0)) }
                    continuation.finish()
                } catch {
                    let problem = GoogleProblem.problem(error, doing: "follow the logs of \(id)")
                    continuation.finish(throwing: problem is CancellationError ? nil : problem)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }

    /// Polling, because `entries:tail` is a gRPC stream. See ``LogWindow`` for why nothing is lost.
    private func follow(_ id: ServiceID, _ query: LogQuery, _ tell: (LogEntry) -> Void) async throws {
        _ = try await managed(id)
        let start = Date()
        let (entries, older) = try await newest(id, query)
        for entry in entries.reversed() { tell(entry) }
        // What lies before the lines that were asked for is not news, however late it was received.
        let oldest = older == nil ? nil : entries.last?.timestamp.flatMap(Timestamp.date)
        var window = LogWindow(
            start: start, floor: [oldest, query.since.flatMap(Timestamp.date)].compactMap(\.self).max())
        window.remember(entries, readAt: start)
        var pause = settings.logInterval
        while !Task.isCancelled {
            try await Task.sleep(for: pause)
            do {
                let readAt = Date()
                let news = try await received(id, query, window.bounds)
                for entry in window.take(news, readAt: readAt) { tell(entry) }
                pause = settings.logInterval
            } catch let error as GoogleCloudError where error.isRetryable || error.code == .resourceExhausted {
                // The project's read quota is one for all its readers: ask less often until it lets us.
                pause = min(pause * 2, .seconds(60))
            } catch let error as OutboundError where error.isRetryable {
                pause = min(pause * 2, .seconds(60))
            }
        }
    }

    private func received(
        _ id: ServiceID, _ query: LogQuery, _ bounds: (received: Date, since: Date)
    ) async throws -> [LogEntry] {
        let filter = LogFilter(id: id, query: query).text(receivedSince: bounds.received, since: bounds.since)
        let logging = LoggingClient(run.api)
        var found: [LogEntry] = []
        var token: String?
        repeat {
            let page = try await logging.entries(
                project: project, filter: filter, newestFirst: false, pageSize: LogQuery.largestLimit, pageToken: token
            )
            found += page.entries
            token = page.nextPageToken
        } while token != nil
        return found
    }
}
