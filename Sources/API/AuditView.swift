/// A line of the audit log: a change that somebody asked for, and what became of it.
package struct AuditView: Sendable, Hashable, Codable {
    /// RFC 3339, UTC.
    package var at: String
    package var actor: String
    package var role: String
    /// `models.delete`, `services.deploy`, …
    package var action: String
    /// A project's id, or `local`.
    package var target: String
    package var subject: String
    /// `ok`, or the code of the problem.
    package var outcome: String
    package var requestId: String
    /// A digest or etag of what was there before, where the action knows it.
    package var before: String?
    package var after: String?

    package init(
        at: String, actor: String, role: String, action: String, target: String, subject: String, outcome: String,
        requestId: String, before: String?, after: String?
    ) {
        self.at = at
        self.actor = actor
        self.role = role
        self.action = action
        self.target = target
        self.subject = subject
        self.outcome = outcome
        self.requestId = requestId
        self.before = before
        self.after = after
    }
}

/// `GET /api/audit`: the newest lines first.
package struct AuditList: Sendable, Hashable, Codable {
    package var lines: [AuditView]
    /// Where it is kept: `process` (since the manager started), `file`, or `logging`.
    package var keptIn: String
    package var nextPageToken: String?

    package init(lines: [AuditView], keptIn: String, nextPageToken: String?) {
        self.lines = lines
        self.keptIn = keptIn
        self.nextPageToken = nextPageToken
    }
}
