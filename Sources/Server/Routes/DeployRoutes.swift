import API
import ControlPlane
import Domain
import HTTPTypes
import Hummingbird

/// `/api/services/plan` and `/api/services/deploy`.
struct DeployRoutes {
    let controlPlane: ControlPlane
    let pace: EventStream.Pace

    init(_ controlPlane: ControlPlane, pace: EventStream.Pace) {
        self.controlPlane = controlPlane
        self.pace = pace
    }

    var operations: [Operation] { [plan, alternatives, deploy] }

    private var plan: Operation {
        let services = controlPlane.services
        return Operation(
            id: "planService", method: .post, path: "/api/services/plan",
            summary: "Says what a deploy would create, change or refuse", parameters: [.project],
            body: .wire(DeployRequest.self),
            answer: .init(status: 200, about: "The plan.", schema: .wire(PlanView.self))
        ) { call in
            let wanted = try call.decoded(DeployRequest.self)
            let plan = try await services.plan(
                call.about(), try wanted.spec(), tokensPerSecond: wanted.tokensPerSecond)
            return try .json(PlanView(plan))
        }
    }

    private var alternatives: Operation {
        let services = controlPlane.services
        return Operation(
            id: "planAlternatives", method: .post, path: "/api/services/alternatives",
            summary: "Other regions, accelerators and loaders for the same wish, the best first",
            parameters: [.project], body: .wire(DeployRequest.self),
            answer: .init(status: 200, about: "At most 40 rows.", schema: .wire(AlternativesView.self))
        ) { call in
            let spec = try call.decoded(DeployRequest.self).spec()
            return try .json(AlternativesView(try await services.alternatives(call.about(), spec)))
        }
    }

    private var deploy: Operation {
        let (services, pace) = (controlPlane.services, pace)
        return Operation(
            id: "deployService", method: .post, path: "/api/services/deploy",
            summary: "Deploys; with Accept: text/event-stream the answer is its events, ‘deploy’ each",
            parameters: [.project], body: .wire(DeployRequest.self), answer: Self.first, otherwise: [Self.stream]
        ) { call in
            let wanted = try call.decoded(DeployRequest.self)
            let confirmed: Services.Confirmation = wanted.basedOn.map { .plan(basedOn: $0) } ?? .notAsked
            let deployment = try await services.deploy(call.about(), try wanted.spec(), confirmed: confirmed)
            return try await Self.answer(deployment, to: call, pace: pace)
        }
    }

    static let first = Operation.Answer(
        status: 202, about: "The first event.", schema: .wire(DeployEventView.self)
    )
    static let stream = Operation.Answer(
        status: 200, about: "When asked with Accept: events ‘deploy’ with a DeployEventView each.", schema: .string,
        mediaType: "text/event-stream"
    )

    /// The events as a stream to who asked for one, else the first event alone.
    static func answer(_ deployment: Deployment, to call: Call, pace: EventStream.Pace) async throws -> Response {
        guard call.request.headers[.accept]?.contains("text/event-stream") == true else {
            return try await accepted(deployment)
        }
        let events = deployment.events.events { event in
            try ServerEvent(name: "deploy", data: DeployEventView(event))
        }
        return EventStream.response(to: call, events, pace: pace)
    }

    /// The first event, and where the service will be seen.
    private static func accepted(_ deployment: Deployment) async throws -> Response {
        let id = deployment.plan.id
        for try await event in deployment.events {
            let headers: HTTPFields = [.location: "/api/services/\(id.region)/\(id.name)"]
            return try .json(DeployEventView(event), status: .accepted, headers: headers)
        }
        throw Problem(.deployFailed, "The deploy said nothing", detail: "\(id) ended without an event")
    }
}
