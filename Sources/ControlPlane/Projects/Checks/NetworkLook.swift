import Domain

/// What was found of the networks of one region, each part with the reason where it could not be read.
struct NetworkLook: Sendable {
    var scene: CheckScene
    var subnetworks: Result<SubnetworkListing, Problem> = .success(SubnetworkListing(subnetworks: []))
    var connectors: Result<[ConnectorFact], Problem> = .success([])
    var gateways: Result<[GatewayFact], Problem> = .success([])
    var shared: Result<SharedNetworkFact?, Problem> = .success(nil)

    /// Asks for everything at once.
    static func read(_ scene: CheckScene) async -> NetworkLook {
        let (facts, project, region) = (scene.facts, scene.project, scene.region)
        async let subnetworks = NetworkCheck.result { try await facts.subnetworks(of: project) }
        async let connectors = NetworkCheck.result { try await facts.connectors(in: region, of: project) }
        async let gateways = NetworkCheck.result { try await facts.gateways(in: region, of: project) }
        async let shared = NetworkCheck.result { try await facts.sharedNetwork(in: region, of: project) }
        return await NetworkLook(
            scene: scene, subnetworks: subnetworks, connectors: connectors, gateways: gateways, shared: shared
        )
    }

    /// From what could be read.
    var plan: NetworkPlan {
        var plan = NetworkPlan(region: scene.region, subnetworks: [], connectors: (try? connectors.get()) ?? [])
        plan.project = scene.project
        plan.subnetworks = (try? subnetworks.get())?.subnetworks.filter { $0.region == scene.region } ?? []
        switch gateways {
        case .success(let found): plan.gateways = found
        case .failure(let problem): plan.unreadGateways[scene.project] = problem.detail
        }
        if let shared = try? shared.get() {
            plan.subnetworks += shared.subnetworks
            plan.gateways += shared.gateways
            plan.unreadGateways[shared.host] = shared.unreadGateways
        }
        return plan
    }

    /// What could not be read.
    var problems: [Problem] {
        var problems: [Problem] = []
        switch subnetworks {
        case .success(let listing):
            if let reason = listing.unread[scene.region] {
                let detail = "\(scene.region): \(reason)"
                problems.append(Problem(.unavailable, "A region could not be read", detail: detail))
            }
        case .failure(let problem): problems.append(problem)
        }
        if case .failure(let problem) = connectors { problems.append(problem) }
        if case .failure(let problem) = gateways { problems.append(problem) }
        if case .failure(let problem) = shared { problems.append(problem) }
        return problems
    }

    /// Why it cannot be told whether a network that is remembered is still in order; nil: it can.
    func obstacle(to spec: NetworkSpec) -> Problem? {
        let problem: Problem? =
            if spec.connector != nil {
                connectors.failure
            } else if let host = spec.sharedBy, host != scene.project {
                shared.failure
            } else {
                subnetworks.failure
            }
        return problem
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
