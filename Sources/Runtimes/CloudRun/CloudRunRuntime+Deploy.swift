package import Domain
import GoogleCloud
import Serving

extension CloudRunRuntime {
    package func deploy(_ plan: ServicePlan) -> AsyncThrowingStream<DeployEvent, any Error> {
        AsyncThrowingStream { continuation in
            let following = Task {
                do {
                    let before = plan.rollsBack ? try await servingRevision(plan.id) : nil
                    // A task of its own: dropping the stream does not cut the request in the middle.
                    let operation = try await Task { try await apply(plan) }.value
                    func tell(_ state: ServiceState, _ message: String, lines: [String] = []) {
                        let now = Timestamp.now()
                        continuation.yield(
                            DeployEvent(service: plan.id, state: state, message: message, at: now, lines: lines))
                    }
                    var end: RolloutEnd?
                    let failure = try await follow(plan, operation) { state, message in
                        if state.isSettled {
                            end = RolloutEnd(state: state, message: message)
                        } else {
                            tell(state, message)
                        }
                    }
                    if var last = failure ?? end {
                        last = await explained(last, plan.id)
                        if let before { last = await settled(last, plan, before: before) }
                        tell(last.state, last.message, lines: last.lines)
                    }
                    continuation.finish()
                } catch {
                    let problem = GoogleProblem.problem(error, doing: "deploy \(plan.id)")
                    continuation.finish(throwing: problem is CancellationError ? nil : problem)
                }
            }
            continuation.onTermination = { reason in
                if case .cancelled = reason { following.cancel() }
            }
        }
    }

    /// Creates the service, or changes it when it is still the one that the plan saw.
    private func apply(_ plan: ServicePlan) async throws -> LongRunningOperation {
        try plan.requireApplicable()
        let existing = try await current(plan.id)
        guard existing?["etag"]?.string == plan.basedOn else { throw Problem.planOutdated(plan.id) }
        // An update sends what the person has seen; the etag in it refuses when somebody came in between.
        let planned =
            plan.isUpdate ? GoogleJSON(parsing: plan.request) : CloudRunServiceBody(plan).value(onto: existing)
        guard let body = planned else { throw Problem.planOutdated(plan.id) }
        let id = plan.id
        do {
            if existing == nil {
                return try await run.createService(project: project, region: id.region, id: id.name, json: body)
            }
            return try await run.patchService(project: project, region: id.region, id: id.name, body)
        } catch let error as GoogleCloudError
            where [.aborted, .alreadyExists, .conditionNotMet].contains(error.code)
        {
            throw Problem.planOutdated(id)
        }
    }

    /// Follows operation and conditions until the rollout has ended, then asks the engine.
    ///
    /// - Returns: how a rollout that failed ended; nil when the end was told.
    private func follow(
        _ plan: ServicePlan, _ begun: LongRunningOperation, _ tell: (ServiceState, String) -> Void
    ) async throws -> RolloutEnd? {
        var state = ServiceState.creating
        tell(state, "Cloud Run rolls the service out")
        var operation = begun
        while !operation.isDone, !operation.name.isEmpty {
            try await Task.sleep(for: settings.pollInterval)
            operation = try await run.operation(operation.name)
            guard !operation.isDone, let service = try await current(plan.id) else { continue }
            let (next, message) = await phase(of: service, id: plan.id)
            if next != state, state.canBecome(next) {
                state = next
                tell(next, message)
            }
        }
        let service = try await current(plan.id)
        if let service, service["reconciling"]?.bool != true, operation.failure == nil {
            let settled = reader.state(service, id: plan.id)
            switch settled {
            case .failed: break
            case .degraded where settledRevisionFailed(service): break
            case .stopped:
                tell(settled, "The service is stopped; the change waits for its start")
                return nil
            case _ where makesRevision(plan) && holdsTraffic(service):
                let name = CloudRunReader.latestRevision(service) ?? ""
                tell(
                    .unproven(
                        reason: "\(name) is ready and gets no traffic, so nobody has asked it",
                        command: "llm-manager services traffic \(plan.id) latest=100"
                    ), "\(name) is ready and gets no traffic"
                )
                return nil
            case .ready where plan.isUpdate, .degraded:
                tell(settled, "Done; the revision that serves is the same")
                return nil
            default:
                try await provenState(of: service, plan) { next, message in
                    if state.canBecome(next) { tell(next, message) }
                    state = next
                }
                return nil
            }
        }
        return try await failure(plan, service, operation)
    }

    /// Where the newest revision stands, from its conditions.
    private func phase(of service: GoogleJSON, id: ServiceID) async -> (ServiceState, String) {
        guard let name = service["latestCreatedRevision"]?.string?.split(separator: "/").last.map(String.init),
            let revision = try? await run.revisionJSON(
                project: project, region: id.region, service: id.name, id: name)
        else { return (.creating, "Cloud Run makes the revision") }
        let conditions = revision["conditions"]?.array ?? []
        func isOpen(_ type: String) -> Bool {
            conditions.contains { $0["type"]?.string == type && $0["state"]?.string != "CONDITION_SUCCEEDED" }
        }
        if isOpen("ResourcesAvailable") { return (.creating, "Cloud Run looks for a free GPU") }
        if isOpen("ContainerReady") { return (.pulling, "The image is pulled") }
        if isOpen("ContainerHealthy") { return (.starting, "The container of \(name) starts") }
        return (.starting, "\(name) starts")
    }

    /// The state of a rollout that failed, with the best cause that can be found.
    private func failure(
        _ plan: ServicePlan, _ service: GoogleJSON?, _ operation: LongRunningOperation
    ) async throws -> RolloutEnd {
        guard let service else { return RolloutEnd(state: .failed(problem(of: operation, plan)), message: "It failed") }
        let state = reader.state(service, id: plan.id)
        var cause = problem(of: operation, plan)
        if let condition = await failedCondition(service, plan.id) {
            cause = CloudRunCause.problem(condition: condition, id: plan.id, startupSeconds: plan.recipe.startupSeconds)
        }
        if case .degraded = state {
            return RolloutEnd(state: state, message: "The new revision failed", cause: cause)
        }
        return RolloutEnd(state: .failed(cause), message: "The rollout failed")
    }

    /// The newest revision's own word where it has one; the service's often says only that a revision failed.
    private func failedCondition(_ service: GoogleJSON, _ id: ServiceID) async -> GoogleJSON? {
        func failed(_ json: GoogleJSON?) -> GoogleJSON? {
            (json?["conditions"]?.array ?? []).first { $0["state"]?.string == "CONDITION_FAILED" }
        }
        if let name = CloudRunReader.latestRevision(service),
            let revision = try? await run.revisionJSON(project: project, region: id.region, service: id.name, id: name),
            let condition = failed(revision)
        {
            return condition
        }
        return service["terminalCondition"]?["state"]?.string == "CONDITION_FAILED" ? service["terminalCondition"] : nil
    }

    private func problem(of operation: LongRunningOperation, _ plan: ServicePlan) -> Problem {
        let message = operation.error?.message ?? "The operation ended without a service"
        return CloudRunCause.problem(
            condition: ["message": .string(message)], id: plan.id, startupSeconds: plan.recipe.startupSeconds
        )
    }
}
