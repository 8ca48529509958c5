import Domain

/// From what a project has in a region to the ways that services there can take: pure, so that each rule is a test.
struct NetworkPlan: Sendable {
    var region: String
    var subnetworks: [SubnetworkFact]
    var connectors: [ConnectorFact]

    static let natNote =
        "Models come from Google's own APIs, so Cloud NAT is not needed; an engine that must reach the internet needs it."

    /// The recommended way first, then what can be used, then what cannot.
    var options: [NetworkOption] {
        var options = subnetworks.map(option) + connectors.map(option)
        let best = options.indices.filter { options[$0].kind == .subnet && options[$0].isUsable }
            .min { place(options[$0]) < place(options[$1]) }
        if let best {
            options[best].isRecommended = true
            options[best].reason =
                "Direct VPC egress with Private Google Access: weights are read over the network at full speed, and no "
                + "connector has to be paid for."
        }
        options.append(
            NetworkOption(
                kind: .google, name: "", isUsable: true, isRecommended: best == nil,
                reason: best == nil
                    ? "Nothing has to be set up; the region has no subnetwork that is ready for services."
                    : "Nothing has to be set up; large models load faster through a subnetwork."
            )
        )
        return options.filter(\.isRecommended) + options.filter { !$0.isRecommended && $0.isUsable }
            + options.filter { !$0.isRecommended && !$0.isUsable }
    }

    /// `default` first, then by name: the same answer each time.
    private func place(_ option: NetworkOption) -> String { (option.network == "default" ? "0" : "1") + option.name }

    private func option(_ subnetwork: SubnetworkFact) -> NetworkOption {
        var notes: [String] = []
        if !subnetwork.isLargeEnough {
            notes.append("\(subnetwork.range) is too small: Direct VPC egress takes a /26 or larger.")
        } else {
            notes.append("Room for about \(subnetwork.addresses / 2) instances: each takes up to two addresses.")
        }
        if !subnetwork.hasPrivateGoogleAccess {
            notes.append("Private Google Access is off: with all traffic through it a service cannot reach its model.")
        } else {
            notes.append(Self.natNote)
        }
        return NetworkOption(
            kind: .subnet, name: subnetwork.name, network: subnetwork.network, range: subnetwork.range,
            isUsable: subnetwork.isLargeEnough && subnetwork.hasPrivateGoogleAccess, notes: notes,
            reason: "Direct VPC egress through the subnetwork.",
            spec: NetworkSpec(network: subnetwork.network, subnetwork: subnetwork.name, allTraffic: true)
        )
    }

    private func option(_ connector: ConnectorFact) -> NetworkOption {
        var notes = ["A connector runs, and is billed, all the time; its machines bound how fast a model loads."]
        if !connector.isReady { notes.insert("The connector is \(connector.state).", at: 0) }
        return NetworkOption(
            kind: .connector, name: connector.name, network: connector.network, range: connector.range,
            isUsable: connector.isReady, notes: notes, reason: "For a network where connectors are the rule.",
            spec: NetworkSpec(network: "", subnetwork: "", connector: connector.path, allTraffic: false)
        )
    }

    /// Whether what is remembered is still there and usable; nil: it is. Else what is wrong.
    func objection(to spec: NetworkSpec) -> String? {
        if let connector = spec.connector {
            let name = connector.split(separator: "/").last.map(String.init) ?? connector
            guard let found = connectors.first(where: { $0.path == connector || $0.name == name }) else {
                return "the connector \(name) is not there"
            }
            return found.isReady ? nil : "the connector \(name) is \(found.state)"
        }
        guard let found = subnetworks.first(where: { $0.name == spec.subnetwork }) else {
            return "the subnetwork \(spec.subnetwork) is not there"
        }
        if !found.isLargeEnough { return "the subnetwork \(spec.subnetwork) is smaller than a /26" }
        if spec.allTraffic, !found.hasPrivateGoogleAccess {
            return "the subnetwork \(spec.subnetwork) has no Private Google Access, and all traffic goes through it"
        }
        return nil
    }
}
