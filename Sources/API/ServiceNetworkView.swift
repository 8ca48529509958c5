import Domain

/// Where a service's own requests go: through a subnetwork of its region (Direct VPC egress) or a connector, or on
/// Google's own path.
package struct ServiceNetworkView: Sendable, Hashable, Codable {
    /// `subnet` (left out: that, or `connector` when one is named), `connector`, or `google`: no network of the project,
    /// which takes away the one that a service has.
    package var kind: String?
    package var network: String?
    package var subnetwork: String?
    /// Of Serverless VPC Access.
    package var connector: String?
    /// All of the service's requests go through it; false: only those to private addresses. Left out: all through a
    /// subnetwork, private addresses only through a connector.
    package var allTraffic: Bool?

    init(_ spec: NetworkSpec) {
        let choice: NetworkOption.Kind = spec.isGoogles ? .google : spec.connector == nil ? .subnet : .connector
        kind = choice.rawValue
        guard !spec.isGoogles else { return }
        network = spec.connector == nil ? spec.network : nil
        subnetwork = spec.connector == nil ? spec.subnetwork : nil
        connector = spec.connector
        allTraffic = spec.allTraffic
    }

    /// - Throws: `invalid-request` naming the field.
    func spec() throws(Problem) -> NetworkSpec {
        let given: NetworkOption.Kind = connector == nil ? .subnet : .connector
        let kind = try kind.map { text throws(Problem) in
            try DeployRequest.choice(text, "network.kind", as: NetworkOption.Kind.self)
        }
        var spec = NetworkSpec.google
        switch kind ?? given {
        case .google: try none("network.network", network ?? subnetwork ?? connector)
        case .subnet:
            try none("network.connector", connector)
            spec = NetworkSpec(
                network: try some("network.network", network), subnetwork: try some("network.subnetwork", subnetwork),
                allTraffic: allTraffic ?? true)
        case .connector:
            try none("network.network", network ?? subnetwork)
            spec.connector = try some("network.connector", connector)
            spec.allTraffic = allTraffic ?? false
        }
        try spec.check()
        return spec
    }

    private func some(_ field: String, _ name: String?) throws(Problem) -> String {
        guard let name, !name.isEmpty else { throw DeployRequest.bad(field, name ?? "", "a name, or projects/HOST/…") }
        return name
    }

    /// An empty name is none.
    private func none(_ field: String, _ name: String?) throws(Problem) {
        guard let name, !name.isEmpty else { return }
        throw DeployRequest.bad(field, name, "nothing where network.kind is \(kind ?? "another")")
    }
}
