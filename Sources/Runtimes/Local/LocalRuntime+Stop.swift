package import Domain

extension LocalRuntime {
    /// Ends the engine's process; record and log stay.
    package func stop(_ id: ServiceID) async throws -> Service {
        let before = try directory.exclusively {
            var record = try existing(id)
            let running = record.process
            record.state = .stopped
            record.process = nil
            // A deploy that still follows this service sees another generation and gives up.
            record.generation += 1
            record.updatedAt = Timestamp.now()
            try directory.write(record)
            return running
        }
        try await before?.stop(grace: settings.stopGrace, interval: settings.interval)
        return try await service(id)
    }

    /// Starts the engine again as it was deployed, and returns when it has answered or failed.
    package func start(_ id: ServiceID) async throws -> Service {
        let record = try existing(id)
        guard case .stopped = record.state else {
            throw Problem(
                .conflict, "Not stopped", detail: "\(id) is \(record.state.name)",
                fix: "Ask it: llm-manager services ask \(id)."
            )
        }
        for try await _ in deploy(plan(again: record)) {}
        return try await service(id)
    }

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

    private func plan(again record: LocalServiceRecord) -> ServicePlan {
        ServicePlan(
            id: record.id, target: .local, spec: record.spec, recipe: record.recipe,
            fit: MemoryFit(
                available: 0, weights: 0, keyValuePerToken: 0, contextLength: 0, sequences: 0, overhead: 0, fits: true,
                largestContext: nil, lines: []
            ), cost: nil, quota: [], changes: [], problems: [], basedOn: record.etag, predictedStart: nil,
            requestPreview: ""
        )
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
