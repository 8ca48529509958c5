import Domain
import Foundation
import GoogleCloud

/// The filters that we send to Cloud Logging, and the moments between which a query looks.
struct LogFilter: Sendable {
    /// Without a bound Logging searches everything that it keeps; so far we look when nobody says.
    static let standardReach: TimeInterval = 7 * 86_400

    var id: ServiceID
    var query: LogQuery

    /// Lines of the query between two moments of their own time.
    func text(since: String, until: String?) -> String {
        var terms = [CloudRunLinks.logFilter(id), "timestamp>=\(LoggingClient.quoted(since))"]
        if let until { terms.append("timestamp<=\(LoggingClient.quoted(until))") }
        return (terms + own).joined(separator: " AND ")
    }

    /// Lines of the query that Logging has received since a moment, whenever they say that they happened.
    func text(receivedSince: Date, since: Date) -> String {
        let terms = [
            CloudRunLinks.logFilter(id), "timestamp>=\(LoggingClient.quoted(Timestamp.precise(since)))",
            "receiveTimestamp>=\(LoggingClient.quoted(Timestamp.precise(receivedSince)))",
        ]
        return (terms + own).joined(separator: " AND ")
    }

    private var own: [String] {
        var terms: [String] = []
        if let severity = query.severity, severity > .default { terms.append("severity>=\(severity.rawValue)") }
        if let revision = query.revision {
            terms.append("resource.labels.revision_name=\(LoggingClient.quoted(revision))")
        }
        if let text = query.text {
            let value = LoggingClient.quoted(text)
            terms.append("(textPayload:\(value) OR jsonPayload.message:\(value) OR httpRequest.requestUrl:\(value))")
        }
        return terms
    }
}
