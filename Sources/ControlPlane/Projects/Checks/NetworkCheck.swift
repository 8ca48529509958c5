import Domain

/// How services of a region reach their models: subnetworks, connectors, and what is remembered for later deployments.
/// None of it is needed for Google's own path.
struct NetworkCheck: ProjectProbe {
    /// One subnetwork alone, after it was changed.
    var only: String?

    func run(_ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void) async {
        let (facts, project, region) = (scene.facts, scene.project, scene.region)
        async let readSubnetworks = Self.result { try await facts.subnetworks(of: project) }
        async let readConnectors = Self.result { try await facts.connectors(in: region, of: project) }
        async let readGateways = Self.result { try await facts.gateways(in: region, of: project) }
        async let readShared = Self.result { try await facts.sharedNetwork(in: region, of: project) }
        async let readSettings = Self.result { try await scene.settings.read() }
        let (subnetworks, gateways) = await (readSubnetworks, readGateways)
        for line in subnetworkLines(subnetworks, gateways, scene)
        where only == nil || line.id.hasSuffix(".\(only ?? "")") {
            report(line)
        }
        let (connectors, settings) = await (readConnectors, readSettings)
        guard only == nil else { return }
        report(connectorLine(connectors, scene))
        let shared = await readShared
        report(SharedNetworkLines.gateways(gateways, shared, scene))
        report(SharedNetworkLines.host(shared, scene))
        let look = NetworkLook(
            scene: scene, subnetworks: subnetworks, connectors: connectors, gateways: gateways, shared: shared
        )
        report(defaultLine(settings, look, scene))
    }

    static func result<Value: Sendable>(
        _ call: @Sendable () async throws -> Value
    ) async -> Result<Value, Problem> {
        do { return .success(try await call()) } catch { return .failure(Problem(wrapping: error)) }
    }

    // Subnetworks

    private func subnetworkLines(
        _ result: Result<SubnetworkListing, Problem>, _ gateways: Result<[GatewayFact], Problem>, _ scene: CheckScene
    ) -> [ProjectCheck] {
        let region = scene.region
        var general = ProjectCheck(
            id: "network.\(region)", group: .networking, title: "Subnetworks in \(region)", state: .ok, detail: "",
            why: "Direct VPC egress through a subnetwork with Private Google Access loads large models faster.",
            link: scene.links.networks
        )
        switch result {
        case .failure(let error):
            return [general.unknown(error, needs: "compute.subnetworks.list", api: "compute")]
        case .success(let listing):
            if let reason = listing.unread[region] {
                general.state = .unknown
                general.detail = reason
                return [general]
            }
            let here = listing.subnetworks.filter { $0.region == region }
            if here.isEmpty {
                general.state = .warning
                general.detail = "none: services here take Google's own path, which works without one"
                general.command =
                    "gcloud compute networks subnets create llm-manager --network=default --region=\(region) "
                    + "--range=10.200.0.0/24 --enable-private-ip-google-access --project=\(scene.project)"
                return [general]
            }
            let plan = NetworkLook(scene: scene, gateways: gateways).plan
            return here.map { line($0, plan, scene) }
        }
    }

    private func line(_ subnetwork: SubnetworkFact, _ plan: NetworkPlan, _ scene: CheckScene) -> ProjectCheck {
        let name = subnetwork.name
        var line = ProjectCheck(
            id: "network.\(scene.region).\(name)", group: .networking, title: "Subnetwork \(name) in \(scene.region)",
            state: .ok, detail: "\(subnetwork.range) in \(subnetwork.network), with Private Google Access",
            why: "A service that sends all its traffic through it reaches its model by Private Google Access.",
            hint: plan.natNote(subnetwork), link: scene.links.subnetwork(name, in: scene.region)
        )
        if !subnetwork.isLargeEnough {
            line.state = .warning
            line.detail = "\(subnetwork.range) is too small for Direct VPC egress, which takes a /26 or larger"
            line.hint = nil
            line.command =
                "gcloud compute networks subnets expand-ip-range \(name) --region=\(scene.region) "
                + "--prefix-length=26 --project=\(scene.project)"
        } else if !subnetwork.hasPrivateGoogleAccess {
            line.state = .warning
            line.detail = "\(subnetwork.range) in \(subnetwork.network), without Private Google Access"
            line.fix = ProjectCheck.Fix(
                check: line.id, label: "Turn on",
                effect: "Turns on Private Google Access of the subnetwork \(name) in \(scene.region); machines without "
                    + "an external address can then reach Google's APIs.",
                role: .operator
            )
            line.command =
                "gcloud compute networks subnets update \(name) --region=\(scene.region) --project=\(scene.project) "
                + "--enable-private-ip-google-access"
        }
        return line
    }

    // Connectors

    private func connectorLine(_ result: Result<[ConnectorFact], Problem>, _ scene: CheckScene) -> ProjectCheck {
        var line = ProjectCheck(
            id: "connectors.\(scene.region)", group: .networking, title: "VPC connectors in \(scene.region)",
            state: .ok, detail: "", why: "Only needed where Direct VPC egress is not wanted.",
            link: scene.links.connectors
        )
        switch result {
        case .failure(let error):
            return line.unknown(error, needs: "vpcaccess.connectors.list", api: "vpcaccess")
        case .success(let connectors):
            let broken = connectors.filter { !$0.isReady }
            line.state = broken.isEmpty ? .ok : .warning
            line.detail =
                connectors.isEmpty
                ? "none, and none is needed: Direct VPC egress does without"
                : connectors.map { "\($0.name) \($0.state)" }.joined(separator: ", ")
            return line
        }
    }

    // What is remembered

    private func defaultLine(
        _ settings: Result<ProjectSettings, Problem>, _ look: NetworkLook, _ scene: CheckScene
    ) -> ProjectCheck {
        var line = ProjectCheck(
            id: "network.default", group: .networking, title: "Default network of later services in \(scene.region)",
            state: .ok, detail: "Google's own path: nothing is set up",
            why: "A deploy that names no network takes this one."
        )
        switch settings {
        case .failure(let error): return line.unknown(error, needs: "storage.objects.get")
        case .success(let settings):
            guard let spec = settings.networks[scene.region] else { return line }
            line.detail = spec.text
            if let error = look.obstacle(to: spec) {
                return line.unknown(error, api: spec.connector == nil ? "compute" : "vpcaccess")
            }
            if let objection = look.plan.objection(to: spec) {
                line.state = .missing
                line.detail = "\(spec.text): \(objection)"
                line.command = "llm-manager projects network google --region \(scene.region) --project \(scene.project)"
            }
            return line
        }
    }
}
