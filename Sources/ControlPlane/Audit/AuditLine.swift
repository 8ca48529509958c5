package import Domain
package import Logging

/// A change that somebody asked for, and what became of it.
package struct AuditLine: Sendable, Hashable {
    package var at: String
    package var actor: String
    /// `models.delete`, `services.deploy`, …
    package var action: String
    package var target: Target
    /// What was acted on: a bucket, a model, a service.
    package var subject: String
    /// `ok`, or the code of the problem.
    package var outcome: String
    package var requestID: String

    package init(
        at: String, actor: String, action: String, target: Target, subject: String, outcome: String, requestID: String
    ) {
        self.at = at
        self.actor = actor
        self.action = action
        self.target = target
        self.subject = subject
        self.outcome = outcome
        self.requestID = requestID
    }
}

package protocol AuditSink: Sendable {
    func record(_ line: AuditLine)
}

/// Audit lines as structured log entries, one per change.
package struct LogAudit: AuditSink {
    package var logger: Logger

    package init(logger: Logger) { self.logger = logger }

    package func record(_ line: AuditLine) {
        logger.notice(
            "audit",
            metadata: [
                "audit.at": "\(line.at)", "audit.actor": "\(line.actor)", "audit.action": "\(line.action)",
                "audit.target": "\(line.target)", "audit.subject": "\(Self.oneLine(line.subject))",
                "audit.outcome": "\(line.outcome)", "audit.request": "\(line.requestID)",
            ]
        )
    }

    /// What a caller named, so that it cannot pass for a line of the log's own: control characters and line separators
    /// as `\u{…}`, and no more than 300 characters.
    static func oneLine(_ text: String) -> String {
        text.unicodeScalars.prefix(300).reduce(into: "") { line, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: line += scalar.escaped(asASCII: true)
            default: line.unicodeScalars.append(scalar)
            }
        }
    }
}
