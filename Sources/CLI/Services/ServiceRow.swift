package import API

/// A line of `services list`: a service, and what it costs as far as that is known.
package struct ServiceRow: TableRow {
    package var service: ServiceView
    package var cost: ServiceCostView?
    /// Costs were asked for: what is missing is unknown. Else there is nothing to say.
    package var hasCosts: Bool

    package init(service: ServiceView, cost: ServiceCostView?, hasCosts: Bool) {
        self.service = service
        self.cost = cost
        self.hasCosts = hasCosts
    }

    static func key(_ region: String, _ name: String) -> String { "\(region)/\(name)" }

    package static var header: [String] {
        [
            "SERVICE", "REGION", "STATE", "MODEL", "ENGINE", "GPU", "REVISION", "INSTANCES", "THIS MONTH",
            "AN HOUR NOW",
            "CREATED", "URL",
        ]
    }
    package var cells: [String] {
        let unknown = hasCosts ? "unknown" : "-"
        return [
            service.name, service.region, service.state, service.modelId ?? "-", service.engine ?? "-",
            service.accelerator ?? "-", service.revision ?? "-",
            (service.instances ?? cost?.instances).map(String.init) ?? "-", cost?.monthText ?? unknown,
            cost?.perHourNow?.text ?? unknown, service.createdAt ?? "-", service.url ?? "-",
        ]
    }
    package var quiet: String { Self.key(service.region, service.name) }
}
