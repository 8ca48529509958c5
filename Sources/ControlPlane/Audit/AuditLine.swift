package import Domain

/// A change that somebody asked for, and what became of it.
package struct AuditLine: Sendable, Hashable, Codable {
    /// RFC 3339, UTC.
    package var at: String
    package var actor: String
    package var role: Role
    /// `models.delete`, `services.deploy`, …
    package var action: String
    /// A project's id, or `local`.
    package var target: String
    /// What was acted on: a bucket, a model, a service.
    package var subject: String
    /// `ok`, or the code of the problem.
    package var outcome: String
    package var requestID: String
    /// SHA-256 of what was there before and after, or an etag, as far as the action knows; never the content.
    package var before: String?
    package var after: String?

    package init(
        at: String, actor: String, role: Role, action: String, target: String, subject: String, outcome: String,
        requestID: String, before: String? = nil, after: String? = nil
    ) {
        self.at = at
        self.actor = actor
        self.role = role
        self.action = action
        self.target = target
        self.subject = subject
        self.outcome = outcome
        self.requestID = requestID
        self.before = before
        self.after = after
    }

    /// What a caller named, so that it cannot pass for a line of the log's own: control characters and line separators
    /// as `\u{…}`, and no more than 300 characters.
    package static func oneLine(_ text: String) -> String {
        text.unicodeScalars.prefix(300).reduce(into: "") { line, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: line += scalar.escaped(asASCII: true)
            default: line.unicodeScalars.append(scalar)
            }
        }
    }
}

package protocol AuditSink: Sendable {
    func record(_ line: AuditLine)
}

/// Where the audit log can be read again.
package protocol AuditLog: Sendable {
    /// `process` (since its start), `file`, or `logging`.
    var place: String { get }
    /// Lines, the newest first, page by page.
    func page(_ token: String?, size: Int) async throws -> AuditPage
}

package struct AuditPage: Sendable, Hashable {
    package var lines: [AuditLine]
    package var nextPageToken: String?

    package init(lines: [AuditLine], nextPageToken: String? = nil) {
        self.lines = lines
        self.nextPageToken = nextPageToken
    }
}
