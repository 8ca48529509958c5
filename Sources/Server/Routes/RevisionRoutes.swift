import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/services/{region}/{name}/…`: changing a service, its revisions and traffic, stopping and starting it.
struct RevisionRoutes {
    let controlPlane: ControlPlane
    let pace: EventStream.Pace

    init(_ controlPlane: ControlPlane, pace: EventStream.Pace) {
        self.controlPlane = controlPlane
        self.pace = pace
    }

    var operations: [Operation] { [plan, update, revisions, rollback, traffic, stop, start, deletion, starts] }

    private static func path(_ verb: String) -> String { "/api/services/{region}/{name}/\(verb)" }
    private static let service = Operation.Answer(status: 200, about: "The service.", schema: .wire(ServiceView.self))

    private var plan: Operation {
        let services = controlPlane.services
        return Operation(
            id: "planUpdate", method: .post, path: Self.path("plan"),
            summary: "Says, field by field, what a change would do", parameters: ServiceRoutes.inPath,
            body: .wire(UpdateRequest.self),
            answer: .init(status: 200, about: "The plan.", schema: .wire(PlanView.self))
        ) { call in
            let change = try call.decoded(UpdateRequest.self).change()
            return try .json(PlanView(try await services.plan(call.about(), change, of: call.serviceInPath())))
        }
    }

    private var update: Operation {
        let (services, pace) = (controlPlane.services, pace)
        return Operation(
            id: "updateService", method: .post, path: Self.path("update"),
            summary: "Changes what is named and nothing else; with Accept: text/event-stream the answer is its events",
            parameters: ServiceRoutes.inPath, body: .wire(UpdateRequest.self), answer: DeployRoutes.first,
            otherwise: [DeployRoutes.stream]
        ) { call in
            let wanted = try call.decoded(UpdateRequest.self)
            let confirmed: Services.Confirmation = wanted.basedOn.map { .plan(basedOn: $0) } ?? .notAsked
            let deployment = try await services.update(
                call.about(), try call.serviceInPath(), try wanted.change(), confirmed: confirmed
            )
            return try await DeployRoutes.answer(deployment, to: call, pace: pace)
        }
    }

    private var revisions: Operation {
        let services = controlPlane.services
        return Operation(
            id: "serviceRevisions", method: .get, path: Self.path("revisions"), summary: "Revisions, the newest first",
            parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "The revisions.", schema: .wire(RevisionList.self))
        ) { call in
            try .json(RevisionList(try await services.revisions(call.about(), call.serviceInPath())))
        }
    }

    private var rollback: Operation {
        let services = controlPlane.services
        return Operation(
            id: "rollbackService", method: .post, path: Self.path("rollback"),
            summary: "Sends all traffic to an earlier revision", parameters: ServiceRoutes.inPath,
            body: .wire(RollbackRequest.self), answer: Self.service
        ) { call in
            let wanted = try call.decoded(RollbackRequest.self).revision
            return try .json(
                ServiceView(try await services.rollBack(call.about(), call.serviceInPath(), to: wanted))
            )
        }
    }

    private var traffic: Operation {
        let services = controlPlane.services
        return Operation(
            id: "setTraffic", method: .put, path: Self.path("traffic"), summary: "Divides the traffic; it totals 100 %",
            parameters: ServiceRoutes.inPath, body: .wire(TrafficRequest.self), answer: Self.service
        ) { call in
            let shares = try call.decoded(TrafficRequest.self).shares.map(\.share)
            return try .json(ServiceView(try await services.setTraffic(call.about(), call.serviceInPath(), shares)))
        }
    }

    private var stop: Operation {
        let services = controlPlane.services
        return Operation(
            id: "stopService", method: .post, path: Self.path("stop"),
            summary: "Ends every instance; the service and its address stay", parameters: ServiceRoutes.inPath,
            answer: Self.service
        ) { call in
            try .json(ServiceView(try await services.stop(call.about(), call.serviceInPath())))
        }
    }

    private var start: Operation {
        let services = controlPlane.services
        return Operation(
            id: "startService", method: .post, path: Self.path("start"), summary: "Undoes a stop",
            parameters: ServiceRoutes.inPath, answer: Self.service
        ) { call in
            try .json(ServiceView(try await services.start(call.about(), call.serviceInPath())))
        }
    }

    private var deletion: Operation {
        let services = controlPlane.services
        return Operation(
            id: "serviceDeletion", method: .get, path: Self.path("deletion"),
            summary: "What a delete takes away, and what it leaves", parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "What goes and what stays.", schema: .wire(DeletionView.self))
        ) { call in
            try .json(DeletionView(try await services.deletion(call.about(), call.serviceInPath())))
        }
    }

    private var starts: Operation {
        let services = controlPlane.services
        return Operation(
            id: "serviceStarts", method: .get, path: Self.path("starts"),
            summary: "Measured starts with their phases, the newest first", parameters: ServiceRoutes.inPath,
            answer: .init(status: 200, about: "The starts.", schema: .wire(ColdStartList.self))
        ) { call in
            try .json(ColdStartList(try await services.starts(call.about(), call.serviceInPath())))
        }
    }
}
