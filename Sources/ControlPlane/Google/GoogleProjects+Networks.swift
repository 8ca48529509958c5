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
                        addresses: subnetwork.prefixLength.map { 1 << max(0, 32 - $0) } ?? 0,
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
}
