/// A Google Cloud project as the caller may see it.
package struct Project: Sendable, Hashable, Codable {
    package var id: String
    package var number: String?
    package var name: String?
    /// `ACTIVE` or `DELETE_REQUESTED`.
    package var state: String?

    package init(id: String, number: String? = nil, name: String? = nil, state: String? = nil) {
        self.id = id
        self.number = number
        self.name = name
        self.state = state
    }
}

/// One page of a project search. When listing is denied, `problem` says so: the page is not "no projects".
package struct ProjectPage: Sendable, Hashable {
    package var projects: [Project]
    package var nextPageToken: String?
    package var problem: Problem?

    package init(projects: [Project], nextPageToken: String? = nil, problem: Problem? = nil) {
        self.projects = projects
        self.nextPageToken = nextPageToken
        self.problem = problem
    }
}
