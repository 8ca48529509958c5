/// One line of a project's checklist. What may not be looked at is `unknown` with the reason; it never reads as fine.
package struct ProjectCheck: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable { case ok, warning, missing, unknown }

    package enum Group: String, Sendable, Hashable, Codable, CaseIterable {
        case permissions, apis, billing, networking, quota
        case serviceAccount = "service-account"
        case credentials, tools
    }

    /// What this manager can do about it by itself, when it is asked to.
    package struct Fix: Sendable, Hashable, Codable {
        /// The check that is named to have it done: this one, or the one that stands in its way.
        package var check: String
        /// The verb on the button.
        package var label: String
        /// What it changes, in one sentence.
        package var effect: String
        /// The role that it takes.
        package var role: Role

        package init(check: String, label: String, effect: String, role: Role) {
            self.check = check
            self.label = label
            self.effect = effect
            self.role = role
        }
    }

    /// Stable, for example `permissions.buckets`, `api.run`, `billing`, `quota.nvidia-l4`.
    package var id: String
    package var group: Group
    package var title: String
    package var state: State
    /// What was found; for `unknown`, why it could not be.
    package var detail: String
    package var why: String
    /// What is good to know in every state.
    package var hint: String?
    /// The permission without which the check could not be made.
    package var permission: String?
    /// nil where a person must do it.
    package var fix: Fix?
    /// A command to copy; nil when there is nothing to do.
    package var command: String?
    /// A page of the Cloud console.
    package var link: String?

    package init(
        id: String, group: Group, title: String, state: State, detail: String, why: String, hint: String? = nil,
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
