import HTTPTypes

/// Shared VPC (`projects.getXpnHost`, `subnetworks.listUsable`) and Cloud Routers with their NAT gateways.
extension ComputeAPI {
    func addSharingRoutes(to table: inout GoogleRouteTable) {
        let api = self
        table.on(.get, "\(Self.base)/getXpnHost") { call in
            let project = try api.project(call, "compute.projects.get")
            // A project that is attached to no host is answered with nothing.
            guard let host = NetworkSeed.hosts[project.id], let found = api.projects.find(host) else {
                return try call.json([:])
            }
            return try call.json([
                "kind": "compute#project", "id": .string(found.number), "name": .string(host),
                "xpnProjectStatus": "HOST",
            ])
        }
        let usable = Self.listing.union(["serviceProject"])
        table.on(.get, "\(Self.base)/aggregated/subnetworks/listUsable", query: usable) { call in
            let project = try api.project(call, "compute.subnetworks.list")
            let service = call.query["serviceProject"] ?? ""
            // A service project sees what its host shares with it, and no other does.
            let isOwn = service.isEmpty || service == project.id
            guard isOwn || NetworkSeed.hosts[service] == project.id else {
                throw GoogleError.invalidArgument(
                    "Invalid value for field 'serviceProject': '\(service)'. It is not attached to the host project.",
                    field: "serviceProject"
                )
            }
            let items = try api.subnetworks(project).filter { isOwn || !NetworkSeed.unshared.contains($0.name) }
            return try api.page(
                call, "compute#usableSubnetworksAggregatedList", items.map { Self.usable(api.resource($0, project)) })
        }
        table.on(.get, "\(Self.base)/regions/{region}/routers", query: Self.listing) { call in
            let project = try api.project(call, "compute.routers.list")
            try Self.checkRegion(call["region"])
            let items = (NetworkSeed.routers[project.id] ?? []).filter { $0.region == call["region"] }
            return try api.page(call, "compute#routerList", items.map { Self.resource($0, project) })
        }
    }

    /// Fewer fields, and the subnetwork's URL where its name was.
    private static func usable(_ subnetwork: JSONValue) -> JSONValue {
        var members: [String: JSONValue] = ["subnetwork": subnetwork["selfLink"] ?? ""]
        for key in ["network", "ipCidrRange", "stackType", "purpose", "role"] { members[key] = subnetwork[key] }
        return .object(members)
    }

    private static func resource(_ router: NetworkSeed.Router, _ project: ProjectRecord) -> JSONValue {
        let base = "https://www.googleapis.com/compute/v1/projects/\(project.id)"
        var gateway: JSONValue = [
            "name": .string(router.gateway), "type": .string(router.type), "natIpAllocateOption": "AUTO_ONLY",
            "endpointTypes": ["ENDPOINT_TYPE_VM"], "enableEndpointIndependentMapping": false,
        ]
        if let subnetwork = router.subnetwork {
            gateway["sourceSubnetworkIpRangesToNat"] = "LIST_OF_SUBNETWORKS"
            gateway["subnetworks"] = [
                [
                    "name": .string("\(base)/regions/\(router.region)/subnetworks/\(subnetwork)"),
                    "sourceIpRangesToNat": ["ALL_IP_RANGES"],
                ]
            ]
        } else {
            gateway["sourceSubnetworkIpRangesToNat"] = "ALL_SUBNETWORKS_ALL_IP_RANGES"
        }
        return [
            "kind": "compute#router", "id": .string("40000000000000\(router.name.utf8.count)"),
            "name": .string(router.name), "network": .string("\(base)/global/networks/\(router.network)"),
            "region": .string("\(base)/regions/\(router.region)"),
            "selfLink": .string("\(base)/regions/\(router.region)/routers/\(router.name)"),
            "nats": router.gateway.isEmpty ? [] : [gateway],
        ]
    }
}
