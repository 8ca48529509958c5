import API
import ControlPlane
import Hummingbird

/// `/api/projects`: the projects of the credential.
struct ProjectRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] { [list, show] }

    private var list: Operation {
        let projects = controlPlane.projects
        return Operation(
            id: "listProjects", method: .get, path: "/api/projects",
            summary: "Projects that the credential may see; says so when listing is denied",
            parameters: [
                .query("query", "Words of the project's name or id."),
                .query("pageToken", "`nextPageToken` of the page before."),
            ],
            answer: .init(status: 200, about: "One page of projects.", schema: .wire(ProjectList.self))
        ) { call in
            let page = try await projects.list(
                call.anywhere, query: call.optional("query") ?? "", pageToken: call.optional("pageToken")
            )
            return try .json(ProjectList(page))
        }
    }

    private var show: Operation {
        let projects = controlPlane.projects
        return Operation(
            id: "showProject", method: .get, path: "/api/projects/{id}", summary: "One project",
            parameters: [.path("id", .project, "The project's id or number.")],
            answer: .init(status: 200, about: "The project.", schema: .wire(ProjectView.self))
        ) { call in
            try .json(ProjectView(try await projects.show(call.anywhere, call.segment("id"))))
        }
    }
}
