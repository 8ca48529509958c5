import Domain

/// A network and subnetwork of the service's region (Direct VPC egress).
package struct ServiceNetworkView: Sendable, Hashable, Codable {
    package var network: String
    package var subnetwork: String
    /// All of the service's requests go through it; false: only those to private addresses.
    package var allTraffic: Bool

    init(_ spec: NetworkSpec) {
        network = spec.network
        subnetwork = spec.subnetwork
        allTraffic = spec.allTraffic
    }
}
