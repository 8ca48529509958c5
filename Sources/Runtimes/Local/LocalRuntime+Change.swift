package import Domain

extension LocalRuntime {
    package func plan(
        _ change: ServiceChange, of id: ServiceID, manifest: ModelManifest?, next: ModelManifest?,
        knowing facts: PlanFacts
    ) async throws -> ServicePlan {
        let record = try existing(id)
        guard let model = next ?? manifest else {
            throw Problem(
                .modelNotFound, "The model is not there",
                detail: "\(record.spec.bucket) has no manifest of \(record.spec.model)",
                fix: "Import the model again, then deploy it."
            )
        }
        var wish = change.applied(to: record.spec)
        for name in change.removeArguments { wish.arguments.removeAll { $0 == name || $0.hasPrefix(name + "=") } }
        var plan = try await plan(wish, of: model, knowing: facts)
        plan.diff = Self.diff(record, plan)
        return plan
    }

    private static func diff(_ record: LocalServiceRecord, _ plan: ServicePlan) -> [FieldChange] {
        let (old, new) = (record.recipe, plan.recipe)
        var changes: [FieldChange] = []
        func compare(_ field: String, _ before: String?, _ after: String?) {
            if before != after { changes.append(FieldChange(field: field, old: before, new: after)) }
        }
        compare("arguments", old.arguments.joined(separator: " "), new.arguments.joined(separator: " "))
        for name in Set(old.environment.keys).union(new.environment.keys).sorted() {
            compare("environment.\(name)", old.environment[name], new.environment[name])
        }
        compare("concurrency", String(old.concurrency), String(new.concurrency))
        return changes
    }
}
