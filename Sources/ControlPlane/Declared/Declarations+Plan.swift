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
            for var change in prunes ? view.unnamed(by: declaration) : [] {
                await tellCost(&change, nil, context)
                changes.append(change)
            }
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
            return DeclarationChange(.import, .model, name, details + plan.warnings)
        } catch let problem as Problem {
            return Self.refused(.import, .model, name, problem)
        }
    }

    private func service(
        _ entry: Declaration.ServiceEntry, of owner: String, _ context: RequestContext, _ view: View
    ) async throws -> DeclarationChange {
        let existing = view.service(entry)
        let spec = Self.spec(entry, of: owner, beside: existing)
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
            guard change.kind != .none else {
                if existing?.declared == nil { change.details = ["as the file says; no file owns it"] }
                return change
            }
            change.problems = plan.problems
            change.fit = plan.fit.arithmetic
            change.quota = plan.quota
            change.cost = plan.cost
            await tellCost(&change, plan.cost, context)
            return change
        } catch let problem as Problem {
            return Self.refused(kind, .service, entry.name, problem)
        }
    }

    /// An entry without a region means the service where it is.
    static func spec(
        _ entry: Declaration.ServiceEntry, of owner: String, beside existing: Service?
    ) -> ServiceSpec {
        var spec = entry.spec(owner: owner, pin: entry.model.namedPin ?? "")
        spec.region = spec.region ?? existing?.id.region
        return spec
    }

    /// By how much the costs change: from nothing for a new service, to nothing for one that goes; nil where one of the
    /// two sides is not known.
    private func tellCost(
        _ change: inout DeclarationChange, _ new: CostEstimate?, _ context: RequestContext
    ) async {
        var old: CostEstimate?
        if let existing = change.existing {
            old = await controlPlane.services.cost(context, of: existing.id)
            guard old != nil else { return }
        }
        guard new != nil || change.kind == .delete else { return }
        func delta(_ part: KeyPath<CostEstimate, Money>) -> Money? {
            let (before, after) = (old?[keyPath: part], new?[keyPath: part])
            guard let currency = (after ?? before)?.currency,
                before == nil || after == nil
                    || before?.currency == after?.currency
            else { return nil }
            return Money(currency: currency, nanos: (after?.nanos ?? 0) - (before?.nanos ?? 0))
        }
        change.costDelta = delta(\.perHourBusy)
        change.idleCostDelta = delta(\.perMonthIdle)
    }

    private static func refused(
        _ kind: DeclarationChange.Kind, _ resource: DeclarationChange.Resource, _ name: String, _ problem: Problem
    ) -> DeclarationChange {
        var change = DeclarationChange(kind, resource, name)
        change.problems = [PlanProblem(.error, code: problem.code.rawValue, detail: problem.detail, fix: problem.fix)]
        return change
    }
}
