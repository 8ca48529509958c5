import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/services/…`: what runs, its logs, asking it, deleting it.
struct ServiceRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] { [list, show, logs, delete, ask] }

    static let inPath: [Operation.Parameter] = [
        .path("region", .region, "The region, or ‘local’."), .path("name", .serviceName, "The service's name."),
        .project,
    ]

    private var list: Operation {
        let services = controlPlane.services
        return Operation(
            id: "listServices", method: .get, path: "/api/services/list", summary: "Managed services",
            parameters: [.project],
            answer: .init(status: 200, about: "The services.", schema: .wire(ServiceList.self))
        ) { call in
            try .json(ServiceList(try await services.list(call.about())))
        }
    }

    private var show: Operation {
        let services = controlPlane.services
        return Operation(
            id: "showService", method: .get, path: "/api/services/{region}/{name}", summary: "One service",
            parameters: Self.inPath,
            answer: .init(status: 200, about: "The service.", schema: .wire(ServiceView.self))
        ) { call in
            try .json(ServiceView(try await services.show(call.about(), call.serviceInPath())))
        }
    }

    private var logs: Operation {
        let services = controlPlane.services
        return Operation(
            id: "serviceLogs", method: .get, path: "/api/services/{region}/{name}/logs",
            summary: "The last log lines, oldest first", parameters: Self.inPath,
            answer: .init(status: 200, about: "The lines.", schema: .wire(LogList.self))
        ) { call in
            try .json(LogList(lines: try await services.recentLogs(call.about(), call.serviceInPath())))
        }
    }

    private var delete: Operation {
        let services = controlPlane.services
        return Operation(
            id: "deleteService", method: .delete, path: "/api/services/delete",
            summary: "Deletes a service; its model stays",
            parameters: [
                .project, .query("region", .region, required: true, "The region, or ‘local’."),
                .query("name", .serviceName, required: true, "The service's name."),
            ],
            answer: .init(status: 204, about: "The service is gone.")
        ) { call in
            let id = try ServiceID(region: try call.required("region"), name: try call.required("name"))
            try await services.delete(call.about(), id)
            return Response(status: .noContent)
        }
    }

    private var ask: Operation {
        let services = controlPlane.services
        return Operation(
            id: "askService", method: .post, path: "/api/services/ask", summary: "Asks a service one question",
            parameters: [.project], body: .wire(AskRequest.self),
            answer: .init(status: 200, about: "The answer.", schema: .wire(AskAnswer.self))
        ) { call in
            let question = try call.decoded(AskRequest.self)
            let id = try ServiceID(region: question.region, name: question.name)
            return try .json(AskAnswer(try await services.ask(call.about(), id, prompt: question.prompt)))
        }
    }
}
