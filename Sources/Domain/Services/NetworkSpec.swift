/// The network that a service's traffic goes through: a subnetwork (Direct VPC egress), a connector, or none.
package struct NetworkSpec: Sendable, Hashable, Codable {
    /// Both are empty where a connector is used.
    package var network: String
    package var subnetwork: String
    /// A Serverless VPC Access connector, by name or as `projects/P/locations/R/connectors/NAME`.
    package var connector: String?
    /// Everything goes through it, and not only what is bound for private addresses.
    package var allTraffic: Bool

    package init(network: String, subnetwork: String, connector: String? = nil, allTraffic: Bool) {
        self.network = network
        self.subnetwork = subnetwork
        self.connector = connector
        self.allTraffic = allTraffic
    }

    /// Google's own path, whatever the project remembers: a service that has a network loses it.
    package static let google = NetworkSpec(network: "", subnetwork: "", allTraffic: false)

    package var isGoogles: Bool { connector == nil && network.isEmpty && subnetwork.isEmpty }

    /// `google`, `NETWORK/SUBNETWORK`, `HOST_PROJECT/NETWORK/SUBNETWORK` (of a Shared VPC) or `connector:NAME`.
    ///
    /// - Parameters:
    ///   - region: of a shared subnetwork, whose path names it; nil: not known, which a shared one does not take.
    ///   - allTraffic: nil: everything through a subnetwork, private addresses only through a connector.
    package init(parsing text: String, region: String?, allTraffic: Bool? = nil) throws(Problem) {
        if text == Self.googleWord {
            guard allTraffic == nil else { throw Self.bad(text, "‘google’ has no traffic to divide") }
            self = .google
            return
        }
        if text.hasPrefix(Self.connectorPrefix) {
            let name = String(text.dropFirst(Self.connectorPrefix.count))
            self.init(network: "", subnetwork: "", connector: name, allTraffic: allTraffic ?? false)
        } else {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
                throw Self.bad(text, "it is none of these forms")
            }
            if parts.count == 2 {
                self.init(network: parts[0], subnetwork: parts[1], allTraffic: allTraffic ?? true)
            } else {
                guard let region else { throw Self.bad(text, "a shared network takes a region, which its path names") }
                self.init(
                    network: "projects/\(parts[0])/global/networks/\(parts[1])",
                    subnetwork: "projects/\(parts[0])/regions/\(region)/subnetworks/\(parts[2])",
                    allTraffic: allTraffic ?? true)
            }
        }
        try check()
    }

    /// As ``init(parsing:region:allTraffic:)`` reads it; nil where those forms cannot say it.
    package var reference: String? {
        if isGoogles { return Self.googleWord }
        if let connector { return Self.connectorPrefix + connector }
        let (net, sub) = (network.split(separator: "/"), subnetwork.split(separator: "/"))
        if net.count == 1, sub.count == 1 { return "\(network)/\(subnetwork)" }
        guard net.count == 5, sub.count == 6, net[0] == "projects", sub[0] == "projects", net[1] == sub[1] else {
            return nil
        }
        return "\(net[1])/\(net[4])/\(sub[5])"
    }

    /// Short names, or paths of a shared network.
    ///
    /// - Throws: `invalid-request` for what no network, subnetwork or connector can be called.
    package func check() throws(Problem) {
        guard !isGoogles else { return }
        for name in connector.map({ [$0] }) ?? [network, subnetwork] where !Self.isName(name) {
            throw Self.bad(name, "that is no name of a network, a subnetwork or a connector")
        }
    }

    private static let googleWord = "google"
    private static let connectorPrefix = "connector:"

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 300
            && name.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || [45, 46, 47, 58, 95].contains($0)
            }
    }

    private static func bad(_ text: String, _ why: String) -> Problem {
        Problem(
            .invalidRequest, "Not a network of a service", detail: "‘\(text.prefix(100))’: \(why)",
            fix: "Name NETWORK/SUBNETWORK, HOST_PROJECT/NETWORK/SUBNETWORK, connector:NAME, or google for none."
        )
    }
}
