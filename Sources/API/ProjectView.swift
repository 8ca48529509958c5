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
