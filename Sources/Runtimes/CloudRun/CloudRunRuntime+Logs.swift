package import Domain
import Foundation
import GoogleCloud
import Outbound

extension CloudRunRuntime {
    /// Reads Cloud Logging; following is polling with an overlap, entries told apart by their insert id.
    package func logs(_ id: ServiceID, follow: Bool) -> AsyncThrowingStream<LogLine, any Error> {
        AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    _ = try await managed(id)
                    var seen: Set<String> = []
                    var since: String?
                    repeat {
                        for line in try await logEntries(id, since: since, limit: 200)
                        where seen.insert(line.id).inserted {
                            continuation.yield(line)
                        }
                        since = Timestamp.text(Date(timeIntervalSinceNow: -60))
                        if follow { try await Task.sleep(for: settings.pollInterval) }
                    } while follow
                    continuation.finish()
                } catch {
                    let problem = GoogleProblem.problem(error, doing: "read the logs of \(id)")
                    continuation.finish(throwing: problem is CancellationError ? nil : problem)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }

    /// The newest entries, oldest first. Without a time bound Logging searches everything it keeps, so there is one.
    func logEntries(_ id: ServiceID, since: String?, limit: Int) async throws -> [LogLine] {
        let bound = since ?? Timestamp.text(Date(timeIntervalSinceNow: -7 * 86_400))
        let body: GoogleJSON = [
            "resourceNames": [.string("projects/\(project)")],
            "filter": .string("\(CloudRunLinks.logFilter(id)) AND timestamp>=\"\(bound)\""),
            "orderBy": "timestamp desc", "pageSize": .integer(Int64(limit)),
        ]
        // Reading by POST: sending it twice changes nothing.
        let request = try GoogleRequest(.post, .logging, "/v2/entries:list", isIdempotent: true).json(body)
        let answer: GoogleJSON = try await run.api.send(request)
        return (answer["entries"]?.array ?? []).map(Self.line).reversed()
    }

    private static func line(_ entry: GoogleJSON) -> LogLine {
        let at = entry["timestamp"]?.string ?? entry["receiveTimestamp"]?.string ?? ""
        return LogLine(
            at: at, severity: entry["severity"]?.string ?? "DEFAULT", text: text(of: entry),
            id: entry["insertId"]?.string ?? at
        )
    }

    private static func text(of entry: GoogleJSON) -> String {
        if let text = entry["textPayload"]?.string { return text }
        if let payload = entry["jsonPayload"] { return payload["message"]?.string ?? payload.text() }
        if let request = entry["httpRequest"] {
            let parts = [
                request["requestMethod"]?.string, request["requestUrl"]?.string,
                request["status"]?.integer.map(String.init), request["latency"]?.string,
            ]
            return parts.compactMap(\.self).joined(separator: " ")
        }
        return entry["protoPayload"]?["status"]?["message"]?.string ?? entry["protoPayload"]?.text() ?? ""
    }
}
