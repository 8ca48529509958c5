import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/services/{region}/{name}/move`: the same service on another target.
struct MoveRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] { [plan] }

    private var plan: Operation {
        let services = controlPlane.services
        return Operation(
            id: "planServiceMove", method: .get, path: "/api/services/{region}/{name}/move",
            summary: "Plans the same service on another target; changes nothing",
            parameters: [
                .path("region", .region, "The region, or ‘local’."),
                .path("name", .serviceName, "The service's name."), .project,
                .query("to", .project, required: true, "The other target: a project's id, or ‘local’."),
                .query("bucket", "Where the model is there; left out: in any managed bucket."),
            ],
            answer: .init(status: 200, about: "The plan on the other target.", schema: .wire(PlanView.self))
        ) { call in
            let target = try Target(parsing: call.required("to"))
            let move = try await services.planMove(
                call.about(), call.serviceInPath(), to: target, bucket: call.optional("bucket")
            )
            return try .json(PlanView(move.plan))
        }
    }
}
