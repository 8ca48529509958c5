package import Domain

extension Projects {
    /// The projects that the credential may see, one page. When listing is denied the page says so in `problem`, and
    /// the user types the id. Needs the viewer role.
    package func list(_ context: RequestContext, query: String = "", pageToken: String? = nil) async throws
        -> ProjectPage
    {
        try await world.look(context, "list projects") {
            do {
                return try await facts().search(query, pageToken: pageToken)
            } catch let problem as Problem where [.permissionDenied, .apiDisabled].contains(problem.code) {
                return ProjectPage(projects: [], problem: problem)
            }
        }
    }

    /// One project by id or number. Needs the viewer role.
    package func show(_ context: RequestContext, _ id: String) async throws -> Project {
        try await world.look(context, "show a project") {
            guard case .project(let id) = try Target(parsing: id) else { throw Self.notAProject(id) }
            return try await facts().project(id)
        }
    }

    static func notAProject(_ id: String) -> Problem {
        Problem(.notFound, "Not a project", detail: "‘\(id)’ is this machine, not a Google Cloud project")
    }
}
