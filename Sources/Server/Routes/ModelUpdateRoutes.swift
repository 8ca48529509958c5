import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/models/updates`: which models have moved on at their hub.
struct ModelUpdateRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] { [updates] }

    private var updates: Operation {
        let models = controlPlane.models
        return Operation(
            id: "modelUpdates", method: .get, path: "/api/models/updates",
            summary: "Models of which the hub has a newer revision than the bucket",
            parameters: [
                .project, .query("bucket", "Only this bucket."),
                .query("fresh", .boolean, "Ask the hubs also about models that were asked about lately."),
            ],
            answer: .init(
                status: 200, about: "The newer revisions, and the models that could not be asked about.",
                schema: .wire(ModelUpdateList.self))
        ) { call in
            let fresh = try call.flag("fresh")
            let listing = try await models.updates(call.about(), bucket: call.optional("bucket"), fresh: fresh)
            return try .json(ModelUpdateList(listing))
        }
    }
}
