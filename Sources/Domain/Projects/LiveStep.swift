/// One step of the live check of a project: what was tried there, how long it took, and how it ended.
package struct LiveStep: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case ok
        /// It was done, and something should be looked at.
        case warning
        case failed
        /// It was not tried: a step before it failed, it was not asked for, or the check was interrupted.
        case skipped
    }

    /// Stable: `identity`, `checks`, `bucket`, `round-trip`, `dry-run`, `import`, `deploy`, `ask`, `clean-up`.
    package var id: String
    package var title: String
    package var state: State
    package var milliseconds: Int
    /// What was found or done; of a step that failed, what went wrong.
    package var detail: String
    /// What to do; nil when there is nothing.
    package var fix: String?

    package init(
        id: String, title: String, state: State, milliseconds: Int, detail: String, fix: String? = nil
    ) {
        self.id = id
        self.title = title
        self.state = state
        self.milliseconds = milliseconds
        self.detail = detail
        self.fix = fix
    }
}
