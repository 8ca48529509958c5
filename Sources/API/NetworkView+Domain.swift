package import Domain

extension NetworkView {
    package init(_ choice: NetworkChoice) {
        self.init(
            region: choice.region, options: choice.options.map { NetworkOptionView($0, chosen: choice.chosen) },
            chosen: choice.chosen.map(NetworkSpecView.init), bucket: choice.bucket,
            problems: choice.problems.map { ProblemView($0) }
        )
    }
}

extension NetworkOptionView {
    init(_ option: NetworkOption, chosen: NetworkSpec?) {
        // Which subnetwork or connector, whatever share of the traffic.
        let isChosen =
            option.spec?.subnetwork == chosen?.subnetwork && option.spec?.connector == chosen?.connector
        self.init(
            kind: option.kind.rawValue, name: option.name, network: option.network, range: option.range,
            usable: option.isUsable, recommended: option.isRecommended, reason: option.reason, notes: option.notes,
            chosen: isChosen
        )
    }
}

extension NetworkSpecView {
    package init(_ spec: NetworkSpec) {
        let isConnector = spec.connector != nil
        self.init(
            network: isConnector ? nil : spec.network, subnetwork: isConnector ? nil : spec.subnetwork,
            connector: spec.connector, allTraffic: spec.allTraffic
        )
    }
}

extension ProjectSettingsView {
    package init(_ settings: ProjectSettings) {
        self.init(
            networks: settings.networks.mapValues(NetworkSpecView.init), serviceAccount: settings.serviceAccount,
            bucket: settings.bucket
        )
    }
}

extension ChooseNetwork {
    /// - Throws: `invalid-request` naming what it takes.
    package func option() throws(Problem) -> NetworkOption.Kind {
        if let kind = NetworkOption.Kind(rawValue: kind) { return kind }
        throw Problem(
            .invalidRequest, "A field has a wrong value", detail: "‘kind’ is ‘\(kind.prefix(100))’",
            fix: "It takes one of \(NetworkOption.Kind.allCases.map(\.rawValue).joined(separator: ", "))."
        )
    }
}
