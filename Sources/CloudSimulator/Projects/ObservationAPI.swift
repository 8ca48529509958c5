import HTTPTypes
import Hummingbird

/// What a project is looked at with: its VPC connectors.
struct ObservationAPI: Sendable {
    let projects: ProjectRegistry

    func addRoutes(to table: inout GoogleRouteTable) {
        let projects = projects
        let connectors = "v1/projects/{project}/locations/{location}/connectors"
        table.on(.get, connectors, query: ["pageSize", "pageToken"]) { call in
            try projects.requireService("vpcaccess.googleapis.com", on: call["project"])
            let project = try projects.require("vpcaccess.connectors.list", on: call["project"])
            guard project.id == "demo-project", ["us-central1", "-"].contains(call["location"]) else {
                return try call.json([:])
            }
            return try call.list("connectors", [Self.connector])
        }
    }

    private static let connector: JSONValue = [
        "name": "projects/demo-project/locations/us-central1/connectors/default", "network": "default",
        "ipCidrRange": "10.8.0.0/28", "state": "READY", "minThroughput": 200, "maxThroughput": 300,
        "machineType": "e2-micro", "minInstances": 2, "maxInstances": 3,
    ]
}
