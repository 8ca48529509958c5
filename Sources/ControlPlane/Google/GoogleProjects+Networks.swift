import Domain
import GoogleCloud

extension GoogleProjects {
    package func subnetworks(of project: String) async throws -> SubnetworkListing {
        try await asking("the subnetworks of \(project)") {
            let listing = try await ComputeClient(api).subnetworks(project: project)
            return SubnetworkListing(
                subnetworks: listing.found.filter(\.isForInstances).map { subnetwork in
                    SubnetworkFact(
                        name: subnetwork.name, region: subnetwork.regionName, network: subnetwork.networkName,
                        range: subnetwork.ipCidrRange ?? "",
                        addresses: Self.addresses(of: subnetwork.ipCidrRange),
                        hasPrivateGoogleAccess: subnetwork.hasPrivateGoogleAccess
                    )
                },
                unread: listing.unread
            )
        }
    }

    package func connectors(in region: String, of project: String) async throws -> [ConnectorFact] {
        try await asking("the VPC connectors of \(project) in \(region)") {
            try await VPCAccessClient(api).connectors(project: project, region: region).map {
                ConnectorFact(
                    path: $0.name, name: $0.id, network: $0.network ?? "", range: $0.ipCidrRange ?? "",
                    state: $0.state ?? "of unknown state"
                )
            }
        }
    }

    package func gateways(in region: String, of project: String) async throws -> [GatewayFact] {
        try await asking("the Cloud NAT gateways of \(project) in \(region)") {
            try await ComputeClient(api).routers(project: project, region: region).flatMap { router in
                (router.nats ?? []).filter(\.isPublic).map {
                    GatewayFact(
                        name: $0.name ?? "?", router: router.name, project: project, network: router.networkName,
                        subnetworks: $0.subnetworkNames
                    )
                }
            }
        }
    }

    package func sharedNetwork(in region: String, of project: String) async throws -> SharedNetworkFact? {
        let client = ComputeClient(api)
        let host = try await asking("the Shared VPC host of \(project)") { try await client.hostProject(of: project) }
        guard let host else { return nil }
        let usable = try await asking("the subnetworks of \(host) that \(project) may use") {
            try await client.usableSubnetworks(of: host, for: project)
                .filter { $0.regionName == region && $0.project == host && $0.isForInstances }
        }
        // The list does not say whether Private Google Access is on.
        let subnetworks = try await concurrently(usable.sorted { $0.name < $1.name }, atMost: 6) { one in
            var fact = SubnetworkFact(
                name: one.name, region: region, network: one.networkName, range: one.ipCidrRange ?? "",
                addresses: Self.addresses(of: one.ipCidrRange), hasPrivateGoogleAccess: false, host: host
            )
            do {
                fact.hasPrivateGoogleAccess = try await asking("the subnetwork \(one.name) of \(host)") {
                    try await client.subnetwork(project: host, region: region, name: one.name).hasPrivateGoogleAccess
                }
            } catch let problem as Problem {
                fact.unread = problem.detail
            }
            return fact
        }
        var shared = SharedNetworkFact(host: host, subnetworks: subnetworks)
        do {
            shared.gateways = try await gateways(in: region, of: host)
        } catch let problem as Problem {
            shared.unreadGateways = problem.detail
        }
        return shared
    }

    /// Addresses of a CIDR range; 0 where there is none.
    private static func addresses(of range: String?) -> Int {
        let length = range.flatMap { $0.split(separator: "/").last }.flatMap { Int($0) }
        return length.map { 1 << max(0, 32 - $0) } ?? 0
    }
}
