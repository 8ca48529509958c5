import Domain

extension Declarations {
    /// What the service has and the plan would have otherwise, in words; empty when the service is as the file says.
    ///
    /// A service that no file marks and that is as this file says is left alone: it is not this file's to prune.
    static func differences(_ existing: Service?, _ plan: ServicePlan) -> [String] {
        guard let existing else { return [] }
        // Only a runtime that shows its request tells every field.
        var found =
            plan.requestPreview.isEmpty ? listed(existing, plan) : plan.diff.filter { !isRecord($0.field) }.map(words)
        if let mark = plan.spec.declared, let old = existing.declared {
            if old.owner != mark.owner {
                found.append("owner: \(old.owner) → \(mark.owner)")
            } else if plan.requestPreview.isEmpty, found.isEmpty, old.digest != mark.digest {
                found.append("settings that a list does not show (variables, arguments, …)")
            }
        }
        switch existing.state {
        case .failed: found.append("it has failed, and is deployed again")
        case .degraded(let reason): found.append("it is degraded, and is deployed again: \(reason)")
        default: break
        }
        return found
    }

    /// What follows from a deploy itself, and is no setting: the file's mark, and how long a start may take, which is
    /// measured anew each time.
    private static func isRecord(_ field: String) -> Bool {
        ["annotations.llm-manager.dev/declared", "labels.llm-manager-owner", "startupProbe."].contains {
            field.hasPrefix($0)
        }
    }

    private static func words(_ change: FieldChange) -> String {
        func short(_ text: String?) -> String { text.map { $0.count > 300 ? "\($0.prefix(300))…" : $0 } ?? "unset" }
        return "\(change.field): \(short(change.old)) → \(short(change.new))"
    }

    private static func listed(_ existing: Service, _ plan: ServicePlan) -> [String] {
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
        guard plan.target != .local else { return found }
        compare("minimum instances", "\(existing.minInstances)", "\(plan.spec.minInstances)")
        compare("maximum instances", existing.maxInstances.map { "\($0)" }, "\(plan.spec.maxInstances)")
        compare("access", existing.access.rawValue, plan.spec.access.rawValue)
        return found
    }
}
