/// One line of a project's checklist. What may not be looked at is `unknown` with the reason; it never reads as fine.
package struct ProjectCheck: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable { case ok, warning, missing, unknown }

    package enum Group: String, Sendable, Hashable, Codable, CaseIterable {
        case permissions, apis, billing, networking, quota, credentials, tools
    }

    /// Stable, for example `permissions.buckets`, `api.run`, `billing`, `quota.nvidia-l4`.
    package var id: String
    package var group: Group
    package var title: String
    package var state: State
    /// What was found; for `unknown`, why it could not be.
    package var detail: String
    package var why: String
    /// A command to copy; nil when there is nothing to do.
    package var command: String?
    /// A page of the Cloud console.
    package var link: String?

    package init(
        id: String, group: Group, title: String, state: State, detail: String, why: String, command: String? = nil,
        link: String? = nil
    ) {
        self.id = id
        self.group = group
        self.title = title
        self.state = state
        self.detail = detail
        self.why = why
        self.command = command
        self.link = link
    }
}
