import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/services/…`: what runs, asking it, deleting it.
struct ServiceRoutes {
    let controlPlane: ControlPlane
    let pace: EventStream.Pace

    init(_ controlPlane: ControlPlane, pace: EventStream.Pace) {
        self.controlPlane = controlPlane
        self.pace = pace
    }

    var operations: [Operation] { [list, show, delete, ask] }

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
        let (services, pace) = (controlPlane.services, pace)
        return Operation(
            id: "askService", method: .post, path: "/api/services/ask",
            summary: "Asks a service; with Accept: text/event-stream the answer comes bit by bit",
            parameters: [.project], body: .wire(AskRequest.self),
            answer: .init(status: 200, about: "The answer.", schema: .wire(AskAnswer.self)),
            otherwise: [
                .init(
                    status: 200,
                    about:
                        "When asked with Accept: events ‘waiting’, ‘began’, ‘piece’, ‘ended’ with an AnswerEventView.",
                    schema: .string, mediaType: "text/event-stream"
                )
            ]
        ) { call in
            let wanted = try call.decoded(AskRequest.self)
            let id = try ServiceID(region: wanted.region, name: wanted.name)
            let question = try wanted.question()
            if call.request.headers[.accept]?.contains("text/event-stream") == true {
                let events = try await services.converse(call.about(), id, question).events { event in
                    let (name, view) = AnswerEventView.named(event)
                    return try ServerEvent(name: name, data: view)
                }
                return EventStream.response(to: call, events, pace: pace)
            }
            return try .json(AskAnswer(try await services.ask(call.about(), id, question)))
        }
    }
}
