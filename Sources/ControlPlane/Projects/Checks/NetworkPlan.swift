import Domain

/// From what a project has in a region to the ways that services there can take: pure, so that each rule is a test.
struct NetworkPlan: Sendable {
    var region: String
    var subnetworks: [SubnetworkFact]
    var connectors: [ConnectorFact]
    var gateways: [GatewayFact] = []
    /// Projects whose gateways could not be read, with the reason.
    var unreadGateways: [String: String] = [:]
    /// The project that the region is looked at for: the owner of subnetworks that name no host.
    var project = ""

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
        if let reason = subnetwork.unread {
            notes.append("Whether Private Google Access is on could not be read: \(reason)")
        } else if !subnetwork.hasPrivateGoogleAccess {
            notes.append("Private Google Access is off: with all traffic through it a service cannot reach its model.")
        } else {
            notes.append(natNote(subnetwork))
        }
        if let host = subnetwork.host { notes.append("Shared by \(host) (Shared VPC).") }
        return NetworkOption(
            kind: .subnet, name: subnetwork.label, network: subnetwork.network, range: subnetwork.range,
            isUsable: subnetwork.isLargeEnough && subnetwork.hasPrivateGoogleAccess, notes: notes,
            reason: "Direct VPC egress through the subnetwork.",
            spec: subnetwork.spec
        )
    }

    /// What of the internet is reached through the subnetwork. Models come from Google's own APIs and need none of it.
    func natNote(_ subnetwork: SubnetworkFact) -> String {
        let owner = subnetwork.host ?? project
        let found = gateways.filter {
            $0.project == owner && $0.network == subnetwork.network
                && ($0.subnetworks?.contains(subnetwork.name) ?? true)
        }
        if let gateway = found.first {
            return "Cloud NAT (\(gateway.name) of the router \(gateway.router)) leads to the internet."
        }
        if let reason = unreadGateways[owner] { return "Whether Cloud NAT leads to the internet is unknown: \(reason)" }
        return "No Cloud NAT: all of Google's APIs are reached, and nothing else of the internet. Models need no more."
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
        guard let found = subnetworks.first(where: { $0.spec.subnetwork == spec.subnetwork }) else {
            return "the subnetwork \(spec.subnetwork) is not there"
        }
        if !found.isLargeEnough { return "the subnetwork \(found.label) is smaller than a /26" }
        if spec.allTraffic, !found.hasPrivateGoogleAccess, found.unread == nil {
            return "the subnetwork \(found.label) has no Private Google Access, and all traffic goes through it"
        }
        return nil
    }
}
