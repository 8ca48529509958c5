import Foundation
import HTTPTypes
import Hummingbird

/// As much of `compute.googleapis.com` as a network check needs: networks, subnetworks, Private Google Access.
struct ComputeAPI: Sendable {
    static let regions = [
        "us-central1", "us-east4", "us-west1", "europe-west1", "europe-west4", "asia-southeast1", "asia-south1",
    ]

    let projects: ProjectRegistry
    /// `project/region` of the default subnetworks that have Private Google Access.
    private let access: StoredState<Set<String>>

    init(_ state: StateDirectory, projects: ProjectRegistry) throws {
        self.projects = projects
        access = try StoredState(state, "private-access.json", initial: [])
    }

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        let base = "compute/v1/projects/{project}"
        let listing: Set<String> = ["maxResults", "pageToken", "filter", "orderBy"]
        let aggregated = listing.union(["includeAllScopes", "serviceProjectNumber"])
        table.on(.get, "\(base)/global/networks", query: listing) { call in
            let project = try api.project(call, "compute.networks.list")
            return try call.json(["kind": "compute#networkList", "items": [api.network(project)]])
        }
        table.on(.get, "\(base)/global/networks/{network}") { call in
            let project = try api.project(call, "compute.networks.get")
            guard call["network"] == "default" else { throw Self.notFound("global/networks/\(call["network"])") }
            return try call.json(api.network(project))
        }
        table.on(.get, "\(base)/regions/{region}/subnetworks", query: listing) { call in
            let project = try api.project(call, "compute.subnetworks.list")
            return try call.json([
                "kind": "compute#subnetworkList", "items": [try api.subnetwork(project, call["region"])],
            ])
        }
        table.on(.get, "\(base)/regions/{region}/subnetworks/{subnetwork}") { call in
            let project = try api.project(call, "compute.subnetworks.get")
            return try call.json(try api.subnetwork(project, call["region"], call["subnetwork"]))
        }
        table.on(.get, "\(base)/aggregated/subnetworks", query: aggregated) { call in
            let project = try api.project(call, "compute.subnetworks.list")
            var items: [String: JSONValue] = [:]
            for region in Self.regions {
                items["regions/\(region)"] = ["subnetworks": [try api.subnetwork(project, region)]]
            }
            return try call.json(["kind": "compute#subnetworkAggregatedList", "items": .object(items)])
        }
        let change = "\(base)/regions/{region}/subnetworks/{subnetwork}/setPrivateIpGoogleAccess"
        table.on(.post, change, query: ["requestId"]) { call in
            let body = try await call.body(.object(["privateIpGoogleAccess": .bool]))
            let project = try api.project(call, "compute.subnetworks.setPrivateIpGoogleAccess")
            _ = try api.subnetwork(project, call["region"], call["subnetwork"])
            let key = "\(project.id)/\(call["region"])"
            let isOn = body["privateIpGoogleAccess"]?.bool ?? false
            try api.access.update { keys in
                if isOn { keys.insert(key) } else { keys.remove(key) }
            }
            return try call.json(Self.operation("operation-\(UUID().uuidString.lowercased())", call))
        }
        for path in ["regions/{region}/operations/{operation}", "global/operations/{operation}"] {
            table.on(.get, "\(base)/\(path)") { try $0.json(Self.operation($0["operation"], $0)) }
            table.on(.post, "\(base)/\(path)/wait") { try $0.json(Self.operation($0["operation"], $0)) }
        }
    }

    private func project(_ call: GoogleCall, _ permission: String) throws -> ProjectRecord {
        try projects.requireService("compute.googleapis.com", on: call["project"])
        return try projects.require(permission, on: call["project"])
    }

    private func link(_ project: ProjectRecord, _ path: String) -> JSONValue {
        .string("https://www.googleapis.com/compute/v1/projects/\(project.id)/\(path)")
    }

    private func network(_ project: ProjectRecord) -> JSONValue {
        [
            "kind": "compute#network", "id": "1000000000000000001", "name": "default",
            "selfLink": link(project, "global/networks/default"), "autoCreateSubnetworks": true,
            "subnetworks": .array(Self.regions.map { link(project, "regions/\($0)/subnetworks/default") }),
        ]
    }

    private func subnetwork(
        _ project: ProjectRecord, _ region: String, _ name: String = "default"
    ) throws -> JSONValue {
        guard let place = Self.regions.firstIndex(of: region), name == "default" else {
            throw Self.notFound("regions/\(region)/subnetworks/\(name)")
        }
        var members: [String: JSONValue] = [
            "kind": "compute#subnetwork", "id": .string("200000000000000000\(place)"), "name": "default",
            "network": link(project, "global/networks/default"), "region": link(project, "regions/\(region)"),
            "selfLink": link(project, "regions/\(region)/subnetworks/default"),
            "ipCidrRange": .string("10.\(128 + place * 4).0.0/20"), "purpose": "PRIVATE", "stackType": "IPV4_ONLY",
            "fingerprint": .string(Base64Text.encode("\(project.id)-\(region)")),
        ]
        // A false flag is left out.
        if access.current.contains("\(project.id)/\(region)") { members["privateIpGoogleAccess"] = true }
        return .object(members)
    }

    private static func operation(_ name: String, _ call: GoogleCall) -> JSONValue {
        [
            "kind": "compute#operation", "name": .string(name), "status": "DONE", "progress": 100,
            "operationType": "setPrivateIpGoogleAccess",
            "selfLink": .string("https://www.googleapis.com/compute/v1/projects/\(call["project"])/operations/\(name)"),
        ]
    }

    private static func notFound(_ resource: String) -> GoogleError {
        .notFound("The resource '\(resource)' was not found")
    }
}
