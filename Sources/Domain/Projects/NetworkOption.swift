/// A way for the services of a region to send their traffic.
package struct NetworkOption: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Google's own path: nothing to set up.
        case google
        /// Direct VPC egress.
        case subnet
        /// A Serverless VPC Access connector.
        case connector
    }

    package var kind: Kind
    /// The subnetwork's or the connector's name; empty for Google's own path.
    package var name: String
    package var network: String?
    /// CIDR.
    package var range: String?
    package var isUsable: Bool
    /// What is in its way, or should be known, a sentence each.
    package var notes: [String]
    package var isRecommended: Bool
    /// Why it is, or is not, the one to take.
    package var reason: String
    /// nil for Google's own path.
    package var spec: NetworkSpec?

    package init(
        kind: Kind, name: String, network: String? = nil, range: String? = nil, isUsable: Bool, notes: [String] = [],
        isRecommended: Bool = false, reason: String, spec: NetworkSpec? = nil
    ) {
        self.kind = kind
        self.name = name
        self.network = network
        self.range = range
        self.isUsable = isUsable
        self.notes = notes
        self.isRecommended = isRecommended
        self.reason = reason
        self.spec = spec
    }
}

/// The ways of one region, and which of them later deployments take.
package struct NetworkChoice: Sendable, Hashable {
    package var region: String
    package var options: [NetworkOption]
    /// What is remembered for the region; nil: Google's own path.
    package var chosen: NetworkSpec?
    /// The bucket that remembers it; nil while nothing is remembered.
    package var bucket: String?
    /// What could not be looked at, a problem each.
    package var problems: [Problem]

    package init(
        region: String, options: [NetworkOption], chosen: NetworkSpec?, bucket: String?, problems: [Problem]
    ) {
        self.region = region
        self.options = options
        self.chosen = chosen
        self.bucket = bucket
        self.problems = problems
    }
}
