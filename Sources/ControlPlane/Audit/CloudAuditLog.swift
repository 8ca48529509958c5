import Domain
import Foundation
package import GoogleCloud

/// The audit log as Cloud Logging keeps it: what the manager's own Cloud Run service wrote to its standard output, all
/// its instances and revisions. What another service writes there is no line of it: a container could write anything.
package struct CloudAuditLog: AuditLog {
    /// Pages that Cloud Logging may send empty, one after another, before the caller gets one.
    private static let emptyPages = 10

    private let logging: LoggingClient
    private let project: String
    private let service: String
    private let now: @Sendable () -> String

    /// - Parameter service: the Cloud Run service that this process is: `K_SERVICE`.
    package init(
        _ api: GoogleAPIClient, project: String, service: String,
        now: @escaping @Sendable () -> String = Timestamp.now
    ) {
        logging = LoggingClient(api)
        self.project = project
        self.service = service
        self.now = now
    }

    package var place: String { "logging" }

    /// Thirty days back from the first page, as long as Cloud Logging keeps entries by default.
    ///
    /// A page token of Cloud Logging's holds for the filter that it was made with, so ours carries the day that the first
    /// page began at.
    package func page(_ token: String?, size: Int) async throws -> AuditPage {
        var (since, next) = (Timestamp.daysBefore(now(), 30), String?.none)
        if let token { (since, next) = try Self.read(token) }
        do {
            for _ in 0..<Self.emptyPages {
                let page = try await logging.entries(
                    project: project, filter: filter(since: since), pageSize: size, pageToken: next)
                next = page.nextPageToken
                let lines = page.entries.compactMap(Self.line)
                guard lines.isEmpty, next != nil else {
                    return AuditPage(lines: lines, nextPageToken: next.map { "\(since)|\($0)" })
                }
            }
            return AuditPage(lines: [], nextPageToken: next.map { "\(since)|\($0)" })
        } catch {
            throw Problem(google: error, doing: "reading the audit log")
        }
    }

    private func filter(since: String) -> String {
        """
        resource.type="cloud_run_revision" AND resource.labels.service_name=\(LoggingClient.quoted(service)) AND \
        jsonPayload.message="audit" AND jsonPayload.audit.action:* AND timestamp>="\(since)"
        """
    }

    private static func read(_ token: String) throws(Problem) -> (String, String?) {
        let parts = token.split(separator: "|", maxSplits: 1).map(String.init)
        guard parts.count == 2, (try? Date(parts[0], strategy: .iso8601)) != nil, !parts[0].contains("\"") else {
            throw Problem(
                .invalidRequest, "Not a page of the audit log",
                detail: "‘\(token.prefix(50))’ is no token of a page before",
                fix: "Ask for the first page: without a token."
            )
        }
        return (parts[0], parts[1])
    }

    private static func line(_ entry: LogEntry) -> AuditLine? {
        guard let audit = entry.jsonPayload?["audit"] else { return nil }
        func text(_ name: String) -> String? { audit[name]?.string }
        guard let action = text("action"), let actor = text("actor") else { return nil }
        return AuditLine(
            at: text("at") ?? entry.timestamp ?? "", actor: actor,
            role: text("role").flatMap(Role.init(rawValue:)) ?? .viewer, action: action,
            target: text("target") ?? "", subject: text("subject") ?? "", outcome: text("outcome") ?? "",
            requestID: text("requestID") ?? "", before: text("before"), after: text("after")
        )
    }
}
