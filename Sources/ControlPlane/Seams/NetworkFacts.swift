/// A Cloud NAT gateway that leads to the internet.
package struct GatewayFact: Sendable, Hashable {
    package var name: String
    package var router: String
    /// The project that it belongs to, which is the one of its network.
    package var project: String
    package var network: String
    /// nil: every subnetwork of the network in its region.
    package var subnetworks: [String]?

    package init(name: String, router: String, project: String, network: String, subnetworks: [String]? = nil) {
        self.name = name
        self.router = router
        self.project = project
        self.network = network
        self.subnetworks = subnetworks
    }
}

/// What a project uses of its Shared VPC host in one region.
package struct SharedNetworkFact: Sendable, Hashable {
    package var host: String
    /// Those that the caller may use.
    package var subnetworks: [SubnetworkFact]
    package var gateways: [GatewayFact]
    /// Why the host's gateways could not be read; nil: they were.
    package var unreadGateways: String?

    package init(
        host: String, subnetworks: [SubnetworkFact], gateways: [GatewayFact] = [], unreadGateways: String? = nil
    ) {
        self.host = host
        self.subnetworks = subnetworks
        self.gateways = gateways
        self.unreadGateways = unreadGateways
    }
}
