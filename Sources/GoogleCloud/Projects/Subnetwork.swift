/// A subnetwork (`compute.v1.Subnetwork`), as answers carry it. A false flag is missing.
package struct Subnetwork: Sendable, Hashable, Decodable {
    package var name: String
    /// URLs of the region and of the network.
    package var region: String?
    package var network: String?
    package var ipCidrRange: String?
    package var privateIpGoogleAccess: Bool?
    /// Missing and `PRIVATE` are subnetworks for instances; others belong to load balancers, NAT or peers.
    package var purpose: String?
    /// `READY` or `DRAINING`; missing where it does not apply.
    package var state: String?

    package var regionName: String { Self.last(region) }
    package var networkName: String { Self.last(network) }
    package var hasPrivateGoogleAccess: Bool { privateIpGoogleAccess ?? false }
    package var isForInstances: Bool {
        (purpose == nil || purpose == "PRIVATE") && (state == nil || state == "READY")
    }
    /// The number behind the slash of the range; nil where there is no IPv4 range.
    package var prefixLength: Int? {
        ipCidrRange.flatMap { $0.split(separator: "/").last }.flatMap { Int($0) }
    }

    /// The last part of a URL.
    static func last(_ url: String?) -> String {
        url.flatMap { $0.split(separator: "/").last }.map(String.init) ?? ""
    }
}
