/// A Cloud Router (`compute.v1.Router`), as far as its Cloud NAT gateways go.
package struct Router: Sendable, Hashable, Decodable {
    /// A gateway of Cloud NAT (`compute.v1.RouterNat`).
    package struct Gateway: Sendable, Hashable, Decodable {
        package struct Range: Sendable, Hashable, Decodable {
            /// The subnetwork's URL.
            package var name: String?
        }

        package var name: String?
        /// `PUBLIC` (also where it is missing) or `PRIVATE`, which leads to other networks only.
        package var type: String?
        /// `ALL_SUBNETWORKS_ALL_IP_RANGES`, `ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES`, `LIST_OF_SUBNETWORKS`.
        package var sourceSubnetworkIpRangesToNat: String?
        package var subnetworks: [Range]?

        package var isPublic: Bool { type == nil || type == "PUBLIC" }
        /// nil: every subnetwork of the network in the region.
        package var subnetworkNames: [String]? {
            guard sourceSubnetworkIpRangesToNat?.hasPrefix("ALL_SUBNETWORKS") != true else { return nil }
            return (subnetworks ?? []).compactMap { $0.name.map(Subnetwork.last) }
        }
    }

    package var name: String
    /// The network's URL.
    package var network: String?
    package var nats: [Gateway]?

    package var networkName: String { Subnetwork.last(network) }
}
