package import Domain

extension Declarations {
    /// Says what applying would create, import, change or (when asked to prune) delete. Changes nothing. Needs the
    /// viewer role.
    ///
    /// - Throws: what cannot be read at all; what cannot be applied is a problem of its change.
    package func plan(
        _ context: RequestContext, _ declaration: Declaration, prunes: Bool = false, token: Secret? = nil
    ) async throws -> DeclarationPlan {
        try await world.look(context, "plan a file") {
            var view = try await View(of: declaration, controlPlane, context)
            var changes: [DeclarationChange] = []
            for entry in declaration.buckets { changes.append(view.bucket(entry)) }
            for entry in declaration.models {
                let change = try await model(entry, context, &view, token)
                changes.append(change)
            }
            for entry in declaration.services {
                changes.append(try await service(entry, of: declaration.owner, context, view))
            }
            if prunes { changes += view.unnamed(by: declaration) }
            return DeclarationPlan(owner: declaration.owner, changes: changes, basedOn: view.digest)
        }
    }

    private func model(
        _ entry: Declaration.ModelEntry, _ context: RequestContext, _ view: inout View, _ token: Secret?
    ) async throws -> DeclarationChange {
        let name = "\(entry.bucket)/\(entry.model)"
        let held = view.completed(entry.model, in: entry.bucket)
        if let held, !entry.isTracking { return DeclarationChange(.none, .model, name, ["at \(held.model.shortPin)"]) }
        if view.willCreate(entry.bucket) {
            view.expect(entry.model, in: entry.bucket)
            return DeclarationChange(.import, .model, name, ["when the bucket is there"])
        }
        do {
            let plan = try await controlPlane.imports.preflight(context, entry.model, into: entry.bucket, token: token)
            if plan.isComplete { return DeclarationChange(.none, .model, name, ["at \(plan.model.pin.prefix(12))"]) }
            view.expect(entry.model, in: entry.bucket)
            var details = [
                (held.map { "from \($0.model.shortPin) " } ?? "") + "to \(plan.model.pin.prefix(12))",
                "\(plan.bytesToFetch) to fetch of \(plan.bytesTotal)",
            ]
            if let cost = plan.monthlyStorage { details.append("storage \(cost.text) a month") }
            var change = DeclarationChange(.import, .model, name, details + plan.warnings)
            change.costDelta = nil
            return change
        } catch let problem as Problem {
            return Self.refused(.import, .model, name, problem)
        }
    }

    private func service(
        _ entry: Declaration.ServiceEntry, of owner: String, _ context: RequestContext, _ view: View
    ) async throws -> DeclarationChange {
        let existing = view.service(entry)
        let spec = entry.spec(owner: owner, pin: entry.model.namedPin ?? "")
        let kind: DeclarationChange.Kind = existing == nil ? .create : .update
        if view.isExpected(entry.model, in: entry.bucket) {
            var change = DeclarationChange(kind, .service, entry.name, ["planned when \(entry.model) is in its bucket"])
            change.existing = existing
            return change
        }
        do {
            let plan = try await controlPlane.services.plan(context, spec)
            let differences = Self.differences(existing, plan)
            var change = DeclarationChange(
                existing != nil && differences.isEmpty ? .none : kind, .service, plan.id.description,
                existing == nil ? plan.changes : differences)
            change.existing = existing
            change.service = plan
            guard change.kind != .none else { return change }
            change.problems = plan.problems
            change.fit = plan.fit.arithmetic
            change.quota = plan.quota
            change.cost = plan.cost
            let isSameShape = existing.map { $0.accelerator == plan.spec.accelerator && $0.cpu == plan.spec.cpu }
            switch isSameShape {
            case nil: change.costDelta = plan.cost?.perHourBusy
            case true?: change.costDelta = plan.cost.map { Money(currency: $0.perHourBusy.currency, nanos: 0) }
            case false?: change.costDelta = nil
            }
            return change
        } catch let problem as Problem {
            return Self.refused(kind, .service, entry.name, problem)
        }
    }

    /// What the service has and the plan would have otherwise, in words.
    private static func differences(_ existing: Service?, _ plan: ServicePlan) -> [String] {
        guard let existing else { return [] }
        var found: [String] = []
        func compare(_ name: String, _ old: String?, _ new: String?) {
            guard let new, old != new else { return }
            found.append("\(name): \(old ?? "unknown") → \(new)")
        }
        compare("model", existing.model?.description, plan.spec.model.description)
        compare("engine", existing.engine?.rawValue, plan.recipe.engine.rawValue)
        compare("accelerator", existing.accelerator, plan.spec.accelerator)
        compare("cpu", existing.cpu.map { "\($0)" }, plan.spec.cpu.map { "\($0)" })
        compare("memory", existing.memory?.binaryText, plan.spec.memory?.binaryText)
        compare("minimum instances", "\(existing.minInstances)", "\(plan.spec.minInstances)")
        compare("maximum instances", existing.maxInstances.map { "\($0)" }, "\(plan.spec.maxInstances)")
        compare("access", existing.access.rawValue, plan.spec.access.rawValue)
        if let mark = plan.spec.declared, existing.declared != mark {
            switch existing.declared {
            case nil: found.append("owner: none → \(mark.owner)")
            case let old? where old.owner != mark.owner: found.append("owner: \(old.owner) → \(mark.owner)")
            default: if found.isEmpty { found.append("settings that a list does not show (variables, arguments, …)") }
            }
        }
        if case .failed = existing.state { found.append("it has failed, and is deployed again") }
        return found
    }

    private static func refused(
        _ kind: DeclarationChange.Kind, _ resource: DeclarationChange.Resource, _ name: String, _ problem: Problem
    ) -> DeclarationChange {
        var change = DeclarationChange(kind, resource, name)
        change.problems = [PlanProblem(.error, code: problem.code.rawValue, detail: problem.detail, fix: problem.fix)]
        return change
    }
}
