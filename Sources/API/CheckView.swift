/// `GET /api/projects/{id}/checks`.
package struct CheckList: Sendable, Hashable, Codable {
    package var project: String
    package var checks: [CheckView]

    package init(project: String, checks: [CheckView]) {
        self.project = project
        self.checks = checks
    }
}

/// One line of the checklist.
package struct CheckView: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable { case ok, warning, missing, unknown }

    /// What `POST /api/projects/{id}/checks/{check}/fix` would do about it.
    package struct Fix: Sendable, Hashable, Codable {
        /// The id for the path: this check's, or that of the one that stands in its way.
        package var check: String
        /// The verb on the button.
        package var label: String
        /// What it changes.
        package var effect: String
        /// `operator` or `admin`.
        package var role: String

        package init(check: String, label: String, effect: String, role: String) {
            self.check = check
            self.label = label
            self.effect = effect
            self.role = role
        }
    }

    /// Stable, for example `permissions.buckets`, `api.run`, `billing`, `network.us-central1.default`.
    package var id: String
    /// `permissions`, `apis`, `billing`, `networking`, `quota`, `service-account`.
    package var group: String
    package var title: String
    package var state: State
    /// What was found; for `unknown`, why it could not be.
    package var detail: String
    package var why: String
    /// What is good to know in every state.
    package var hint: String?
    /// The permission without which the check could not be made.
    package var permission: String?
    package var fix: Fix?
    /// A command to copy; nil when there is nothing to do.
    package var command: String?
    /// A page of the Cloud console.
    package var link: String?

    package init(
        id: String, group: String, title: String, state: State, detail: String, why: String, hint: String? = nil,
        permission: String? = nil, fix: Fix? = nil, command: String? = nil, link: String? = nil
    ) {
        self.id = id
        self.group = group
        self.title = title
        self.state = state
        self.detail = detail
        self.why = why
        self.hint = hint
        self.permission = permission
        self.fix = fix
        self.command = command
        self.link = link
    }
}

/// The last event of a checklist that streams: how many lines there were, by state.
package struct CheckSummary: Sendable, Hashable, Codable {
    package var total: Int
    package var ok: Int
    package var warning: Int
    package var missing: Int
    package var unknown: Int

    package init(total: Int, ok: Int, warning: Int, missing: Int, unknown: Int) {
        self.total = total
        self.ok = ok
        self.warning = warning
        self.missing = missing
        self.unknown = unknown
    }

    package init() { self.init(total: 0, ok: 0, warning: 0, missing: 0, unknown: 0) }

    package mutating func count(_ state: CheckView.State) {
        total += 1
        switch state {
        case .ok: ok += 1
        case .warning: warning += 1
        case .missing: missing += 1
        case .unknown: unknown += 1
        }
    }
}

/// What came of a fix.
package struct CheckRepairView: Sendable, Hashable, Codable {
    package var check: String
    /// A sentence each; empty when everything was as it should be already.
    package var changes: [String]
    /// The lines that it was about, looked at again.
    package var checks: [CheckView]

    package init(check: String, changes: [String], checks: [CheckView]) {
        self.check = check
        self.changes = changes
        self.checks = checks
    }
}
