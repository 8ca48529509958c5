import Domain
package import Logging

/// Audit lines as structured log entries, one per change.
package struct LogAudit: AuditSink {
    package var logger: Logger

    package init(logger: Logger) { self.logger = logger }

    package func record(_ line: AuditLine) {
        var fields: Logger.Metadata = [
            "at": "\(line.at)", "actor": "\(AuditLine.oneLine(line.actor))", "role": "\(line.role.rawValue)",
            "action": "\(line.action)", "target": "\(line.target)", "subject": "\(AuditLine.oneLine(line.subject))",
            "outcome": "\(line.outcome)", "requestID": "\(line.requestID)",
        ]
        if let before = line.before { fields["before"] = "\(AuditLine.oneLine(before))" }
        if let after = line.after { fields["after"] = "\(AuditLine.oneLine(after))" }
        logger.notice("audit", metadata: ["audit": .dictionary(fields)])
    }
}
