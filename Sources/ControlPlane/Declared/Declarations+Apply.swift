package import Domain

extension Declarations {
    /// What is done beside following the file.
    package struct ApplyOptions: Sendable, Hashable {
        /// Deletes services that bear the file's mark and are no longer in it.
        package var prunes: Bool
        /// Takes back what this run has deployed when a deploy fails.
        package var rollsBack: Bool
        /// The `basedOn` of the plan that somebody has seen; nil when nobody was asked.
        package var basedOn: String?
        /// For models that need one.
        package var token: Secret?

        package init(
            prunes: Bool = false, rollsBack: Bool = false, basedOn: String? = nil, token: Secret? = nil
        ) {
            self.prunes = prunes
            self.rollsBack = rollsBack
            self.basedOn = basedOn
            self.token = token
        }
    }

    /// A step that applying has made, for people.
    package typealias Report = @Sendable (String) -> Void

    /// Makes the world as the file says: buckets, then models, then services one after another until each is ready, then
    /// what is pruned. Every step is a change of its own, with its own line in the audit log. Needs the operator role.
    ///
    /// Applying twice changes nothing the second time; a run that was cut off is gone on with by another.
    /// - Throws: `plan-outdated` when the world is not what the plan saw; the first step's problem.
    /// - Returns: the plan that was carried out.
    package func apply(
        _ context: RequestContext, _ declaration: Declaration, _ options: ApplyOptions,
        report: @escaping Report = { _ in }
    ) async throws -> DeclarationPlan {
        try context.require(.operator, to: "apply a file")
        let plan = try await plan(context, declaration, prunes: options.prunes, token: options.token)
        if let basedOn = options.basedOn, basedOn != plan.basedOn { throw Self.outdated() }
        guard plan.canApply else { throw Self.refusal(of: plan) }
        for (entry, change) in zip(declaration.buckets, plan.changes) where change.kind == .create {
            report("create bucket \(entry.name)")
            _ = try await controlPlane.buckets.create(context, name: entry.name, location: entry.location)
        }
        let models = plan.changes.filter { $0.resource == .model }
        for (entry, change) in zip(declaration.models, models) where change.kind == .import {
            try await bring(entry, context, options.token, report)
        }
        var made: [Step] = []
        let services = plan.changes.filter { $0.resource == .service && $0.kind != .delete }
        do {
            for (entry, change) in zip(declaration.services, services) where change.kind != .none {
                let done = try await deploy(entry, change, of: declaration.owner, options, context, report) {
                    made.append(Step(id: $0.id, before: change.existing))
                }
                report("ready: \(done)")
            }
        } catch {
            if options.rollsBack { await takeBack(made, context, report) }
            throw error
        }
        for change in plan.changes where change.kind == .delete {
            guard let id = change.existing?.id else { continue }
            try await prune(id, of: declaration.owner, context, report)
        }
        return plan
    }

    private func bring(
        _ entry: Declaration.ModelEntry, _ context: RequestContext, _ token: Secret?, _ report: Report
    ) async throws {
        report("import \(entry.model) into \(entry.bucket)")
        let started = try await controlPlane.imports.start(context, entry.model, into: entry.bucket, token: token)
        var last = started
        for try await snapshot in try controlPlane.imports.watch(context, started.id, bucket: entry.bucket) {
            last = snapshot
        }
        try Task.checkCancellation()
        switch last.state {
        case .completed: report("imported: \(last.model)")
        case .failed(let problem): throw problem
        default:
            throw Problem(
                .importNotRunning, "The import has not completed", detail: "\(last.model) is \(last.state.name)",
                fix: "Apply the file again: what has arrived is kept."
            )
        }
    }

    /// Deploys as the plan said, or plans now where the model was not there before.
    ///
    /// - Throws: also when the new revision failed and the one before it goes on serving.
    private func deploy(
        _ entry: Declaration.ServiceEntry, _ change: DeclarationChange, of owner: String, _ options: ApplyOptions,
        _ context: RequestContext, _ report: Report, begun: (ServicePlan) -> Void
    ) async throws -> ServiceID {
        let spec = Self.spec(entry, of: owner, beside: change.existing)
        let seen = change.service.map { Services.Confirmation.plan(basedOn: $0.basedOn) } ?? .notAsked
        report("deploy service \(entry.name)")
        let deployment = try await controlPlane.services.deploy(
            context, spec, confirmed: seen, rollsBack: options.rollsBack && change.existing != nil)
        begun(deployment.plan)
        var last: DeployEvent?
        for try await event in deployment.events {
            if event.state != last?.state { report("  \(entry.name) \(event.state.name): \(event.message)") }
            last = event
        }
        switch last?.state {
        case .failed(let problem): throw problem
        case .degraded(let reason):
            throw Problem(
                .deployFailed, "The new revision failed", detail: "\(deployment.plan.id): \(reason)",
                fix: "Correct the file, and apply it again; --rollback goes back by itself.")
        default: return deployment.plan.id
        }
    }

    private static func outdated() -> Problem {
        Problem(
            .planOutdated, "The world has moved since the plan",
            detail: "buckets, models or services are not as they were",
            fix: "Plan again, look, and apply."
        )
    }

    private static func refusal(of plan: DeclarationPlan) -> Problem {
        let errors = plan.changes.flatMap { change in
            change.problems.filter { $0.severity == .error }.map { (change.name, $0) }
        }
        let code = errors.lazy.compactMap { Problem.Code(rawValue: $0.1.code) }.first ?? .conflict
        return Problem(
            code, "The file cannot be applied", detail: errors.map { "\($0): \($1.detail)" }.joined(separator: "; "),
            fix: errors.compactMap(\.1.fix).first
        )
    }
}
