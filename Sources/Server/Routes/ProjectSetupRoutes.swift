import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/projects/{id}/quota`, `/network`, `/settings`: what later deployments have to work with.
struct ProjectSetupRoutes {
    let controlPlane: ControlPlane

    init(_ controlPlane: ControlPlane) { self.controlPlane = controlPlane }

    var operations: [Operation] { [quota, network, chooseNetwork, settings] }

    private static let id = Operation.Parameter.path("id", .project, "The project's id or number.")

    private var quota: Operation {
        let projects = controlPlane.projects
        return Operation(
            id: "showQuota", method: .get, path: "/api/projects/{id}/quota",
            summary: "GPU quota by region: limit, used, left, and how many instances fit",
            parameters: [Self.id, .query("region", .region, "Only this region; left out: all that offer GPUs.")],
            answer: .init(status: 200, about: "A row per region and GPU type.", schema: .wire(QuotaTableView.self))
        ) { call in
            let id = try call.segment("id")
            let table = try await projects.quota(call.anywhere, id, region: call.query["region"])
            return try .json(QuotaTableView(table, project: id))
        }
    }

    private var network: Operation {
        let projects = controlPlane.projects
        return Operation(
            id: "showNetwork", method: .get, path: "/api/projects/{id}/network",
            summary: "The ways that services of a region can take, the recommended one first, and the default",
            parameters: [Self.id, .query("region", .region, "Left out: the default region.")],
            answer: .init(status: 200, about: "The ways.", schema: .wire(NetworkView.self))
        ) { call in
            let id = try call.segment("id")
            return try .json(
                NetworkView(try await projects.network(call.anywhere, id, region: call.query["region"])))
        }
    }

    private var chooseNetwork: Operation {
        let projects = controlPlane.projects
        return Operation(
            id: "chooseNetwork", method: .put, path: "/api/projects/{id}/network",
            summary: "Remembers the network that later deployments of a region take",
            parameters: [Self.id, .query("region", .region, "Left out: the default region.")],
            body: .wire(ChooseNetwork.self),
            answer: .init(status: 200, about: "The ways, with the new default.", schema: .wire(NetworkView.self))
        ) { call in
            let id = try call.segment("id")
            let wanted = try call.decoded(ChooseNetwork.self)
            let choice = try await projects.chooseNetwork(
                call.context.about(try Target(parsing: id)), id, region: call.query["region"], kind: wanted.option(),
                name: wanted.name ?? "", allTraffic: wanted.allTraffic
            )
            return try .json(NetworkView(choice))
        }
    }

    private var settings: Operation {
        let projects = controlPlane.projects
        return Operation(
            id: "showSettings", method: .get, path: "/api/projects/{id}/settings",
            summary: "What the project remembers for later deployments", parameters: [Self.id],
            answer: .init(status: 200, about: "The settings.", schema: .wire(ProjectSettingsView.self))
        ) { call in
            let about = call.context.about(try Target(parsing: try call.segment("id")))
            return try .json(ProjectSettingsView(try await projects.settings(about)))
        }
    }
}
