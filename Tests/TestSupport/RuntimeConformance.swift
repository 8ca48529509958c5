package import Domain

/// What every runtime keeps, whatever it runs on. A runtime's test file gives a fixture and runs every check.
package struct RuntimeConformance: Sendable {
    /// A broken promise, in words.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package enum Check: String, Sendable, CaseIterable {
        case planChangesNothing = "a plan changes nothing"
        case deployEndsReady = "a sound plan ends ready, with a proof of the revision that serves"
        case statesGoForward = "the states of a deploy only go forward"
        case outdatedPlanIsRefused = "a plan whose world has moved is refused"
        case plannedErrorIsRefused = "a plan with an error is refused"
        case failureHasCauseAndFix = "an engine that fails gives a cause and a fix"
        case listShowsOnlyOurs = "the list shows our services and only those"
        case deleteMakesItGone = "a deleted service is gone, and deleting it again is not found"
        case endpointAnswers = "the endpoint answers"
        case droppedStreamKeepsTheDeploy = "dropping the stream does not undo the deploy"
        case secondDeployReplaces = "a second deploy replaces the first and is proven again"
        case logsHaveLines = "the logs have lines with ids that differ"
        case updateKeepsTheRest = "an update changes what it names, and is proven"
        case stoppedStarts = "a stopped service says so and starts again"
        case rollBackServes = "a roll-back serves the revision before"
        case abilitiesAreTrue = "what the capabilities deny is refused as unsupported"
    }

    package var runtime: any RuntimeAdapter
    package var manifest: ModelManifest
    /// A wish that works.
    package var sound: ServiceSpec
    /// A wish whose engine does not come up.
    package var failing: ServiceSpec
    /// A wish whose plan has an error.
    package var impossible: ServiceSpec
    /// Sends the engine's proof request to the endpoint: whether the answer is one.
    package var ask: @Sendable (ServiceEndpoint) async throws -> Bool
    /// Makes something on the platform that is not ours; its name.
    package var makeForeign: @Sendable () async throws -> String

    package init(
        runtime: any RuntimeAdapter, manifest: ModelManifest, sound: ServiceSpec, failing: ServiceSpec,
        impossible: ServiceSpec, ask: @escaping @Sendable (ServiceEndpoint) async throws -> Bool,
        makeForeign: @escaping @Sendable () async throws -> String
    ) {
        self.runtime = runtime
        self.manifest = manifest
        self.sound = sound
        self.failing = failing
        self.impossible = impossible
        self.ask = ask
        self.makeForeign = makeForeign
    }

    /// - Throws: `Failure` that says which promise was broken; whatever else the runtime threw.
    package func run(_ check: Check) async throws {
        switch check {
        case .planChangesNothing: try await planChangesNothing()
        case .deployEndsReady: try await deployEndsReady()
        case .statesGoForward: try await statesGoForward()
        case .outdatedPlanIsRefused: try await outdatedPlanIsRefused()
        case .plannedErrorIsRefused: try await plannedErrorIsRefused()
        case .failureHasCauseAndFix: try await failureHasCauseAndFix()
        case .listShowsOnlyOurs: try await listShowsOnlyOurs()
        case .deleteMakesItGone: try await deleteMakesItGone()
        case .endpointAnswers: try await endpointAnswers()
        case .droppedStreamKeepsTheDeploy: try await droppedStreamKeepsTheDeploy()
        case .secondDeployReplaces: try await secondDeployReplaces()
        case .logsHaveLines: try await logsHaveLines()
        case .updateKeepsTheRest: try await updateKeepsTheRest()
        case .stoppedStarts: try await stoppedStarts()
        case .rollBackServes: try await rollBackServes()
        case .abilitiesAreTrue: try await abilitiesAreTrue()
        }
    }

    private func planChangesNothing() async throws {
        let plan = try await runtime.plan(sound, of: manifest)
        try require(plan.canApply, "a sound wish gives a plan that can be applied: \(plan.problems)")
        try require(plan.basedOn == nil, "nothing is there to be replaced")
        try require(plan.spec.name != nil && plan.spec.accelerator != nil, "the plan shows the choices made")
        try require(!plan.changes.isEmpty && !plan.fit.arithmetic.isEmpty, "the plan says what it does and why it fits")
        let again = try await runtime.plan(sound, of: manifest)
        try require(again.basedOn == nil, "a plan creates nothing")
        let services = try await runtime.services()
        try require(services.isEmpty, "a plan leaves no service behind: \(services.map(\.id))")
    }

    @discardableResult
    func deployEndsReady() async throws -> ServicePlan {
        let (plan, events) = try await deploy(sound)
        try require(events.last?.state == .ready, "the last state is ready: \(events.map(\.state)), \(told(events))")
        let service = try await runtime.service(plan.id)
        try require(service.state == .ready, "the service shows itself ready: \(service.state)")
        try require(service.proof != nil, "the proof is recorded")
        try require(service.proof?.revision == service.revision, "the proof is of the revision that serves")
        try require(service.model == sound.model && service.bucket == sound.bucket, "it says which model it serves")
        try require(service.servedName == plan.recipe.servedName, "it says under which name")
        return plan
    }

    private func statesGoForward() async throws {
        let (_, events) = try await deploy(sound)
        for (before, after) in zip(events, events.dropFirst()) {
            try require(before.state.canBecome(after.state), "\(before.state.name) becomes \(after.state.name)")
        }
        try require(events.dropLast().allSatisfy { !$0.state.isSettled }, "only the last state is settled")
    }

    private func outdatedPlanIsRefused() async throws {
        let stale = try await runtime.plan(sound, of: manifest)
        try await deployEndsReady()
        let before = try await runtime.service(stale.id)
        try await expect(.planOutdated) { for try await _ in runtime.deploy(stale) {} }
        let after = try await runtime.service(stale.id)
        try require(after.revision == before.revision, "a refused plan changes nothing")
    }

    private func plannedErrorIsRefused() async throws {
        let plan = try await runtime.plan(impossible, of: manifest)
        try require(!plan.canApply, "the plan has an error")
        try require(plan.problems.allSatisfy { $0.severity == .warning || $0.fix != nil }, "each error has a fix")
        do {
            for try await _ in runtime.deploy(plan) {}
        } catch is Problem {
            let services = try await runtime.services()
            return try require(services.isEmpty, "nothing was created")
        }
        throw Failure(description: "the deploy went on")
    }

    private func failureHasCauseAndFix() async throws {
        let (plan, events) = try await deploy(failing)
        guard case .failed(let problem)? = events.last?.state else {
            throw Failure(description: "the last state is failed: \(events.map(\.state))")
        }
        try require(!problem.detail.isEmpty, "the cause is told")
        try require(problem.fix != problem.code.fix, "a fix of its own is told")
        guard case .failed = try await runtime.service(plan.id).state else {
            throw Failure(description: "the service shows that it failed")
        }
        try await runtime.delete(plan.id)
    }

    private func listShowsOnlyOurs() async throws {
        let foreign = try await makeForeign()
        let plan = try await deployEndsReady()
        let listed = try await runtime.services()
        try require(listed.map(\.id) == [plan.id], "listed are \(listed.map(\.id)), not \(foreign)")
        let shown = try await runtime.service(plan.id)
        try require(listed.first?.state == shown.state, "list and detail agree")
    }

    private func deleteMakesItGone() async throws {
        let plan = try await deployEndsReady()
        try await runtime.delete(plan.id)
        try await expect(.notFound) { _ = try await runtime.service(plan.id) }
        try await expect(.notFound) { try await runtime.delete(plan.id) }
        let services = try await runtime.services()
        try require(services.isEmpty, "the list is empty")
    }

    private func endpointAnswers() async throws {
        let plan = try await deployEndsReady()
        let endpoint = try await runtime.endpoint(plan.id)
        try require(endpoint.servedName == plan.recipe.servedName, "the endpoint names the model")
        try require(endpoint.proof == plan.recipe.proof, "the endpoint says what the model does")
        let answered = try await ask(endpoint)
        try require(answered, "the engine answers")
    }

    private func droppedStreamKeepsTheDeploy() async throws {
        let plan = try await runtime.plan(sound, of: manifest)
        var first: DeployEvent?
        for try await event in runtime.deploy(plan) {
            first = event
            break
        }
        try require(first != nil, "the deploy began")
        let service = try await runtime.service(plan.id)
        if case .failed(let problem) = service.state { throw Failure(description: "the service failed: \(problem)") }
        try await runtime.delete(plan.id)
    }

    private func secondDeployReplaces() async throws {
        let plan = try await deployEndsReady()
        let before = try await runtime.service(plan.id)
        // Something must differ: a platform may keep the revision of an equal template.
        var changed = sound
        changed.environment["CONFORMANCE"] = "second"
        let again = try await runtime.plan(changed, of: manifest)
        try require(again.basedOn == before.etag, "the plan is based on the service as it is")
        let (_, events) = try await deploy(changed)
        try require(events.last?.state == .ready, "the second deploy ends ready: \(told(events))")
        let after = try await runtime.service(plan.id)
        try require(after.revision != before.revision, "there is a new revision")
        try require(after.state == .ready && after.proof?.revision == after.revision, "the new revision is proven")
        let services = try await runtime.services()
        try require(services.count == 1, "there is one service")
    }

    private func logsHaveLines() async throws {
        let plan = try await deployEndsReady()
        let page = try await runtime.logs(plan.id, LogQuery())
        try require(!page.lines.isEmpty, "there are lines")
        try require(Set(page.lines.map(\.id)).count == page.lines.count, "their ids differ")
        let last = try await runtime.logs(plan.id, LogQuery(limit: 1))
        try require(last.lines == page.lines.suffix(1), "a limit leaves the newest: \(last.lines)")
        var all = last.lines
        var token = last.older
        while let older = token, all.count < page.lines.count + 10 {
            let before = try await runtime.logs(plan.id, LogQuery(limit: 1, pageToken: older))
            all = before.lines + all
            token = before.older
        }
        try require(all.map(\.id) == page.lines.map(\.id), "pages to older lines give each line once, in order")
        let none = try await runtime.logs(plan.id, LogQuery(text: "no line holds this text"))
        try require(none.lines.isEmpty, "a text that no line holds finds none")
        for try await line in runtime.follow(plan.id, LogQuery(limit: 1)) {
            try require(line.id == page.lines.last?.id, "following begins with the newest lines")
            break
        }
    }

    func deploy(_ spec: ServiceSpec) async throws -> (plan: ServicePlan, events: [DeployEvent]) {
        let plan = try await runtime.plan(spec, of: manifest)
        var events: [DeployEvent] = []
        for try await event in runtime.deploy(plan) { events.append(event) }
        return (plan, events)
    }

    func told(_ events: [DeployEvent]) -> String { events.map(\.message).joined(separator: "; ") }

    func require(_ holds: Bool, _ promise: @autoclosure () -> String) throws(Failure) {
        guard holds else { throw Failure(description: promise()) }
    }

    func expect(_ code: Problem.Code, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let problem as Problem {
            return try require(
                problem.code == code, "the error is \(code.rawValue), not \(problem.code.rawValue): \(problem)")
        }
        throw Failure(description: "\(code.rawValue) is thrown")
    }
}
