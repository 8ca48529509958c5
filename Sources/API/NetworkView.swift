/// `GET /api/projects/{id}/network?region=`: the ways that services of a region can take.
package struct NetworkView: Sendable, Hashable, Codable {
    package var region: String
    /// The recommended one first.
    package var options: [NetworkOptionView]
    /// What later deployments take; nil: Google's own path.
    package var chosen: NetworkSpecView?
    /// The bucket that remembers it; nil while nothing is remembered.
    package var bucket: String?
    /// What could not be looked at.
    package var problems: [ProblemView]

    package init(
        region: String, options: [NetworkOptionView], chosen: NetworkSpecView?, bucket: String?,
        problems: [ProblemView]
    ) {
        self.region = region
        self.options = options
        self.chosen = chosen
        self.bucket = bucket
        self.problems = problems
    }
}

package struct NetworkOptionView: Sendable, Hashable, Codable {
    /// `google`, `subnet` or `connector`.
    package var kind: String
    /// Empty for Google's own path.
    package var name: String
    package var network: String?
    package var range: String?
    package var usable: Bool
    package var recommended: Bool
    package var reason: String
    package var notes: [String]
    /// It is what later deployments take.
    package var chosen: Bool

    package init(
        kind: String, name: String, network: String?, range: String?, usable: Bool, recommended: Bool, reason: String,
        notes: [String], chosen: Bool
    ) {
        self.kind = kind
        self.name = name
        self.network = network
        self.range = range
        self.usable = usable
        self.recommended = recommended
        self.reason = reason
        self.notes = notes
        self.chosen = chosen
    }
}

/// A network as a service takes it.
package struct NetworkSpecView: Sendable, Hashable, Codable {
    package var network: String?
    package var subnetwork: String?
    package var connector: String?
    package var allTraffic: Bool

    package init(network: String?, subnetwork: String?, connector: String?, allTraffic: Bool) {
        self.network = network
        self.subnetwork = subnetwork
        self.connector = connector
        self.allTraffic = allTraffic
    }
}

/// `PUT /api/projects/{id}/network?region=`.
package struct ChooseNetwork: Sendable, Hashable, Codable {
    /// `google`, `subnet` or `connector`.
    package var kind: String
    /// The subnetwork's or the connector's name.
    package var name: String?
    /// Left out: everything through a subnetwork, private addresses only through a connector.
    package var allTraffic: Bool?

    package init(kind: String, name: String? = nil, allTraffic: Bool? = nil) {
        self.kind = kind
        self.name = name
        self.allTraffic = allTraffic
    }
}

/// `GET /api/projects/{id}/settings`: what the project remembers for later deployments.
package struct ProjectSettingsView: Sendable, Hashable, Codable {
    /// By region.
    package var networks: [String: NetworkSpecView]
    package var serviceAccount: String?
    package var bucket: String?

    package init(networks: [String: NetworkSpecView], serviceAccount: String?, bucket: String?) {
        self.networks = networks
        self.serviceAccount = serviceAccount
        self.bucket = bucket
    }
}
