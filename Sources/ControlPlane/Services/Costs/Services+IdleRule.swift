package import Domain

extension Services {
    /// The rule by which services are stopped that nobody uses; nil: there is none. Needs the viewer role.
    ///
    /// - Throws: `settings-unreadable` and the like: a rule that cannot be read is not "no rule".
    package func idleRule(_ context: RequestContext) async throws -> IdleRule? {
        try await world.look(context, "see the rule for idle services") {
            try await settings(context).read().idleRule
        }
    }

    /// Sets the rule, or takes it away with nil; what it has stopped stays stopped. Needs the operator role.
    package func setIdleRule(_ context: RequestContext, _ rule: IdleRule?) async throws -> IdleRule? {
        let subject = rule.map { "\($0.days) days\($0.includesScaledToZero ? ", scaled to zero too" : "")" } ?? "none"
        return try await world.change(context, "services.idle-rule", of: subject) {
            let settings = try settings(context)
            AuditNote.before(try await settings.read().idleRule)
            return try await settings.change { $0.idleRule = rule }.idleRule
        }
    }

    /// Stops every service that nobody has asked for as long as the rule says; does nothing without a rule.
    /// Each stop is a change of its own in the audit log. Needs the operator role.
    ///
    /// A service is stopped only when its requests were counted, there were none, and nobody has changed it meanwhile.
    /// - Returns: what was stopped, what could not be, and what was kept because its use is not known.
    package func applyIdleRule(_ context: RequestContext) async throws -> [IdleOutcome] {
        guard let rule = try await idleRule(context) else { return [] }
        let report = try await costs(context, days: rule.days)
        var outcomes: [IdleOutcome] = []
        for cost in report.services {
            switch Self.verdict(on: cost, rule) {
            case .used: continue
            case .unknown(let why): outcomes.append(IdleOutcome(id: cost.id, action: .kept, why: why))
            case .idle: outcomes.append(await stopIdle(context, cost, rule))
            }
        }
        return outcomes
    }

    private enum Verdict {
        case used, idle
        case unknown(String)
    }

    private static func verdict(on cost: ServiceCost, _ rule: IdleRule) -> Verdict {
        // What is on its way, or stands still already, is left alone.
        guard ["ready", "unproven", "degraded"].contains(cost.state) else { return .used }
        guard cost.minInstances > 0 || rule.includesScaledToZero else { return .used }
        guard let requests = cost.requests, let unused = cost.unusedDays else {
            return .unknown(cost.notes.first ?? "It is not known whether anybody uses it.")
        }
        return requests == 0 && unused >= rule.days ? .idle : .used
    }

    private func stopIdle(_ context: RequestContext, _ cost: ServiceCost, _ rule: IdleRule) async -> IdleOutcome {
        do {
            return try await world.change(context, "services.stop-idle", of: cost.id.description) {
                let runtime = try runtime(context)
                let now = try await runtime.service(cost.id)
                guard now.minInstances == cost.minInstances, now.state.name == cost.state else {
                    return IdleOutcome(id: cost.id, action: .kept, why: "It has changed a moment ago.")
                }
                AuditNote.before(now)
                AuditNote.after(try await runtime.stop(cost.id))
                return IdleOutcome(id: cost.id, action: .stopped, why: "Nobody has asked for \(rule.days) days.")
            }
        } catch {
            return IdleOutcome(id: cost.id, action: .failed, why: Problem(wrapping: error).detail)
        }
    }

    private func settings(_ context: RequestContext) throws -> SettingsStore {
        SettingsStore(
            buckets: try world.targets.buckets(of: context.target), target: context.target,
            places: world.settingsPlaces
        )
    }
}
