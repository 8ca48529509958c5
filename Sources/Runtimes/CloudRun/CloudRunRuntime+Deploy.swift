package import Domain
import GoogleCloud
import Serving

extension CloudRunRuntime {
    package func deploy(_ plan: ServicePlan) -> AsyncThrowingStream<DeployEvent, any Error> {
        AsyncThrowingStream { continuation in
            let following = Task {
                do {
                    // A task of its own: dropping the stream does not cut the request in the middle.
                    let operation = try await Task { try await apply(plan) }.value
                    try await follow(plan, operation) { state, message in
                        continuation.yield(
                            DeployEvent(service: plan.id, state: state, message: message, at: Timestamp.now())
                        )
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
        let body = CloudRunServiceBody(plan).value(onto: existing)
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
    private func follow(
        _ plan: ServicePlan, _ begun: LongRunningOperation, _ tell: (ServiceState, String) -> Void
    ) async throws {
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
            case .failed, .degraded: break
            default:
                return try await provenState(of: service, plan) { next, message in
                    if state.canBecome(next) { tell(next, message) }
                    state = next
                }
            }
        }
        let end = try await failure(plan, service, operation)
        tell(end, "The rollout failed")
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
    ) async throws -> ServiceState {
        if let service {
            let state = reader.state(service, id: plan.id)
            guard case .failed(var problem) = state else {
                if case .degraded = state { return state }
                return .failed(problem(of: operation, plan))
            }
            if problem.code == .engineFailed, let words = await lastWords(plan.id) { problem.detail += " \(words)" }
            return .failed(problem)
        }
        return .failed(problem(of: operation, plan))
    }

    private func problem(of operation: LongRunningOperation, _ plan: ServicePlan) -> Problem {
        let message = operation.error?.message ?? "The operation ended without a service"
        return CloudRunCause.problem(
            condition: ["message": .string(message)], id: plan.id, startupSeconds: plan.recipe.startupSeconds
        )
    }

    /// What the engine wrote before it ended; nil when the logs cannot be read.
    private func lastWords(_ id: ServiceID) async -> String? {
        guard let page = try? await logs(id, LogQuery(limit: 20)), !page.lines.isEmpty else { return nil }
        let lines = page.lines.map(\.text)
        return "The engine's last words: \(EngineLogCause.problem("", lines: lines).detail)"
    }
}
