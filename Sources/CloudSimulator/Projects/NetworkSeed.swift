/// The subnetworks that the simulated projects begin with.
enum NetworkSeed {
    struct Subnetwork: Sendable, Hashable, Codable {
        var name: String
        var region: String
        var network: String
        var range: String
        var purpose: String
        var isPrivateAccessOn: Bool
        /// Changes with every change, as a fingerprint does.
        var revision: Int
        /// Changing it fails, in an operation that is answered with 200.
        var isLocked: Bool

        init(
            _ name: String, in region: String, network: String = "default", range: String, purpose: String = "PRIVATE",
            isPrivateAccessOn: Bool = false, isLocked: Bool = false
        ) {
            self.name = name
            self.region = region
            self.network = network
            self.range = range
            self.purpose = purpose
            self.isPrivateAccessOn = isPrivateAccessOn
            revision = 1
            self.isLocked = isLocked
        }
    }

    /// A Cloud Router with at most one NAT gateway.
    struct Router: Sendable {
        var name: String
        var region: String
        var network: String
        /// Empty: none.
        var gateway = ""
        var type = "PUBLIC"
        /// nil: every subnetwork of the network.
        var subnetwork: String?
    }

    static let routers: [String: [Router]] = [
        "demo-project": [
            Router(
                name: "ml-router", region: "us-central1", network: "ml-network", gateway: "ml-nat", subnetwork: "models"
            ),
            Router(name: "vpn", region: "us-central1", network: "default"),
            Router(
                name: "inner", region: "us-central1", network: "default", gateway: "between-networks", type: "PRIVATE"),
        ],
        "shared-host": [Router(name: "out", region: "europe-west4", network: "shared", gateway: "out-nat")],
    ]

    /// Service projects and the host project of their Shared VPC.
    static let hosts = ["lean-project": "shared-host"]
    /// Subnetworks of hosts that are not for service projects.
    static let unshared: Set<String> = ["host-only"]

    static let regions = [
        "us-central1", "us-east4", "us-west1", "europe-west1", "europe-west4", "asia-southeast1", "asia-south1",
    ]

    /// An auto mode network has one subnetwork in every region.
    private static var automatic: [Subnetwork] {
        regions.enumerated().map { Subnetwork("default", in: $1, range: "10.\(128 + $0 * 4).0.0/20") }
    }

    static var projects: [String: [Subnetwork]] {
        [
            "demo-project": automatic + [
                Subnetwork(
                    "models", in: "us-central1", network: "ml-network", range: "10.64.0.0/24", isPrivateAccessOn: true
                ),
                Subnetwork("tiny", in: "us-central1", network: "ml-network", range: "10.64.1.0/28"),
                Subnetwork("locked", in: "europe-west1", network: "ml-network", range: "10.64.2.0/24", isLocked: true),
                Subnetwork(
                    "proxies", in: "us-central1", network: "ml-network", range: "10.64.3.0/24",
                    purpose: "REGIONAL_MANAGED_PROXY"
                ),
            ],
            "bare-project": automatic, "restricted-project": automatic,
            // What a host shares with its service projects.
            "shared-host": [
                Subnetwork(
                    "team-a", in: "europe-west4", network: "shared", range: "10.20.0.0/22", isPrivateAccessOn: true),
                Subnetwork("team-a", in: "us-central1", network: "shared", range: "10.20.4.0/22"),
                Subnetwork("host-only", in: "europe-west4", network: "shared", range: "10.20.8.0/22"),
            ],
            // A custom mode network in one region only.
            "lean-project": [
                Subnetwork("small", in: "europe-west4", network: "lean", range: "10.9.0.0/27", isPrivateAccessOn: true)
            ],
        ]
    }
}
