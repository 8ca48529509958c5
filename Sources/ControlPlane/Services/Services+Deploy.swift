package import Domain

extension Services {
    /// Plans, refuses what cannot be applied, and deploys. The deploy goes on when the caller leaves; deploying the
    /// same service again while it runs joins it. Needs the operator role.
    ///
    /// - Parameters:
    ///   - confirmed: what the confirmed plan was based on, when one was.
    ///   - rollsBack: when the new revision does not answer, all traffic goes back to the one before it.
    /// - Throws: `plan-outdated` when the service moved since, `does-not-fit`, `quota-exceeded`, `conflict`.
    /// - Returns: the plan, and its events from the first on; the stream ends after a settled state.
    package func deploy(
        _ context: RequestContext, _ spec: ServiceSpec, confirmed: Confirmation = .notAsked, rollsBack: Bool = false
    ) async throws -> Deployment {
        try await world.change(context, "services.deploy", of: spec.name ?? spec.model.id) {
            var plan = try await planned(context, spec, isFinal: true)
            plan.rollsBack = rollsBack
            return try await begin(context, plan, confirmed: confirmed, "services.deployed")
        }
    }

    /// Applies a plan that was just made, unless the person confirmed another one.
    ///
    /// Two audit lines: the change's own says what was there and the plan that was begun; the one of `action`, at the
    /// end, what was there and what is there then.
    func begin(
        _ context: RequestContext, _ plan: ServicePlan, confirmed: Confirmation, _ action: String
    ) async throws -> Deployment {
        if case .plan(let basedOn) = confirmed, plan.basedOn != basedOn { throw Self.outdated(plan) }
        let runtime = try runtime(context)
        if plan.basedOn != nil { await noteBefore(plan.id, runtime) }
        guard plan.canApply else { throw Self.refusal(of: plan) }
        AuditNote.after(plan)
        let before = AuditNote.current?.before
        let recorder = ColdStartRecorder(plan: plan, runtime: runtime, world: world)
        let events = try await deploys.start(plan, recorder.recorded(runtime.deploy(plan))) { outcome in
            let after = try? await runtime.service(plan.id)
            world.record(
                context, action, plan.id.description, outcome: outcome, before: before,
                after: after.flatMap(AuditNote.lasting))
        }
        return Deployment(plan: plan, events: events)
    }

    /// The events of a deploy that runs (or ran lately) in this process, from the first on.
    /// - Throws: `not-found`.
    package func watch(_ context: RequestContext, _ id: ServiceID) async throws -> AsyncThrowingStream<
        DeployEvent, any Error
    > {
        try context.require(.viewer, to: "watch a deploy")
        guard let events = await deploys.join(id, in: context.target) else {
            throw Problem(.notFound, "No deploy is running here", detail: "nobody deploys \(id) in this process")
        }
        return events
    }

    /// Whether a person has seen the plan that is to be applied.
    package enum Confirmation: Sendable, Hashable {
        case notAsked
        /// The plan's `basedOn`: nil when there was no such service.
        case plan(basedOn: String?)
    }

    private static func outdated(_ plan: ServicePlan) -> Problem {
        Problem(
            .planOutdated, "The service has changed since the plan",
            detail: "\(plan.id) is not as it was when the plan was made", fix: "Plan again, look, and confirm."
        )
    }

    private static func refusal(of plan: ServicePlan) -> Problem {
        let errors = plan.problems.filter { $0.severity == .error }
        let code = errors.lazy.compactMap { Problem.Code(rawValue: $0.code) }.first ?? .conflict
        return Problem(
            code, "The plan cannot be applied", detail: errors.map(\.detail).joined(separator: "; "),
            fix: errors.compactMap(\.fix).first
        )
    }
}

/// A deploy under way.
package struct Deployment: Sendable {
    package var plan: ServicePlan
    package var events: AsyncThrowingStream<DeployEvent, any Error>
}
