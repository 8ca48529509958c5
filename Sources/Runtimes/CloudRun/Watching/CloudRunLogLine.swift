import Domain
import GoogleCloud

/// A log entry of a Cloud Run revision as a line.
enum CloudRunLogLine {
    static func line(_ entry: LogEntry) -> LogLine {
        let at = entry.timestamp ?? entry.receiveTimestamp ?? ""
        return LogLine(
            at: at, severity: entry.severity ?? LogSeverity.default.rawValue, text: text(of: entry),
            id: "\(entry.insertId ?? "")@\(at)", revision: entry.resource?["labels"]?["revision_name"]?.string,
            stream: stream(of: entry)
        )
    }

    private static func stream(of entry: LogEntry) -> String? {
        let name = entry.logName?.split(separator: "/").last.map(String.init)
        return switch name {
        case "run.googleapis.com%2Fstdout": "stdout"
        case "run.googleapis.com%2Fstderr": "stderr"
        case "run.googleapis.com%2Frequests": "requests"
        case "run.googleapis.com%2Fvarlog%2Fsystem": "system"
        default: name
        }
    }

    private static func text(of entry: LogEntry) -> String {
        if let text = entry.textPayload { return text }
        if let payload = entry.jsonPayload { return payload["message"]?.string ?? payload.text() }
        if let request = entry.httpRequest {
            let parts = [
                request["requestMethod"]?.string, request["requestUrl"]?.string,
                request["status"]?.integer.map(String.init), request["latency"]?.string,
            ]
            return parts.compactMap(\.self).joined(separator: " ")
        }
        return entry.protoPayload?["status"]?["message"]?.string ?? entry.protoPayload?.text() ?? ""
    }
}
