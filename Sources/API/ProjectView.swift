/// A Google Cloud project.
package struct ProjectView: Sendable, Hashable, Codable {
    package var id: String
    package var number: String?
    package var name: String?
    package var state: String?

    package init(id: String, number: String?, name: String?, state: String?) {
        self.id = id
        self.number = number
        self.name = name
        self.state = state
    }
}

/// `GET /api/projects?query=&pageToken=`.
package struct ProjectList: Sendable, Hashable, Codable {
    package var projects: [ProjectView]
    package var nextPageToken: String?
    /// False when listing is denied: the user types the id then.
    package var canList: Bool
    package var problem: ProblemView?

    package init(projects: [ProjectView], nextPageToken: String?, canList: Bool, problem: ProblemView?) {
        self.projects = projects
        self.nextPageToken = nextPageToken
        self.canList = canList
        self.problem = problem
    }
}

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
    /// Stable, for example `permissions.storage`, `api.run`, `billing`, `network`, `quota.us-central1`.
    package var id: String
    /// `permissions`, `apis`, `billing`, `networking`, `quota`, `service-account`.
    package var group: String
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
        id: String, group: String, title: String, state: State, detail: String, why: String, command: String? = nil,
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
