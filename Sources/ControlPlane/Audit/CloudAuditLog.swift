import Domain
package import GoogleCloud

/// The audit log as Cloud Logging keeps it: what managers of a project wrote to their standard output on Cloud Run.
package struct CloudAuditLog: AuditLog {
    private let logging: LoggingClient
    private let project: String
    private let now: @Sendable () -> String

    package init(_ api: GoogleAPIClient, project: String, now: @escaping @Sendable () -> String = Timestamp.now) {
        logging = LoggingClient(api)
        self.project = project
        self.now = now
    }

    package var place: String { "logging" }

    /// Thirty days back, as long as Cloud Logging keeps entries by default.
    package func page(_ token: String?, size: Int) async throws -> AuditPage {
        let filter = """
            resource.type="cloud_run_revision" AND jsonPayload.message="audit" AND jsonPayload.audit.action:* AND \
            timestamp>="\(Timestamp.daysBefore(now(), 30))"
            """
        do {
            let (entries, next) = try await logging.entries(
                project: project, filter: filter, pageSize: size, pageToken: token)
            return AuditPage(lines: entries.compactMap(Self.line), nextPageToken: next)
        } catch {
            throw Problem(google: error, doing: "reading the audit log")
        }
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
