import ControlPlane
import Domain

/// A plan for people: what is wrong first, then the figures with their arithmetic.
enum PlanText {
    static func text(_ plan: ServicePlan) -> String {
        var lines = ["\(plan.id) on \(plan.target): \(plan.recipe.engine.rawValue), \(plan.recipe.image)"]
        for problem in plan.problems {
            lines.append("  \(problem.severity == .error ? "✗ error  " : "! warning") \(problem.detail)")
            if let fix = problem.fix { lines.append("            fix: \(fix)") }
        }
        lines.append("  \(plan.canApply ? "✓ can be deployed" : "✗ cannot be deployed as it stands")")
        lines += section("Service", service(plan))
        lines += section("Fit: \(plan.fit.fits ? "fits" : "does not fit")", plan.fit.lines)
        lines += section("Instance", plan.shape)
        lines += section("Quota", plan.quota.map(quota))
        lines += section("Price", price(plan.cost))
        if let start = plan.start {
            lines += section("Cold start: about \(Int(start.seconds.rounded())) s (\(start.basis))", start.lines)
        }
        if let probe = plan.recipe.probe { lines += section("Startup probe", probe.lines) }
        lines += ["", "Changes"] + plan.changes.map { "  \($0)" }
        if !plan.diff.isEmpty { lines += ["", "Field by field", DiffText.text(plan.diff)] }
        return lines.joined(separator: "\n")
    }

    private static func service(_ plan: ServicePlan) -> [PlanLine] {
        let spec = plan.spec
        var lines = [
            PlanLine("model", "\(spec.model)", ""),
            PlanLine(
                "shape",
                [spec.accelerator, spec.cpu.map { "\($0) vCPU" }, spec.memory?.binaryText].compactMap(\.self)
                    .joined(separator: ", "), ""),
            PlanLine("loader", spec.loader?.rawValue ?? "unknown", ""),
            PlanLine(
                "instances", "\(spec.minInstances) to \(spec.maxInstances)", "\(plan.recipe.concurrency) requests each"),
        ]
        if case .project = plan.target {
            // What a service has that exists, and nobody names, stays.
            let open = plan.basedOn == nil ? nil : "as it is"
            lines.append(PlanLine("network", spec.network?.text ?? open ?? NetworkSpec.google.text, ""))
            let account = spec.serviceAccount ?? open ?? ServiceSpec.defaultAccount
            lines.append(
                PlanLine(
                    "runs as", account == ServiceSpec.defaultAccount ? "Compute Engine's default account" : account, "")
            )
        }
        if !spec.secrets.isEmpty {
            let secrets = spec.secrets.sorted { $0.key < $1.key }
                .map { "\($0.key) from \($0.value.name), version \($0.value.version)" }
            lines.append(PlanLine("secrets", secrets.joined(separator: "; "), ""))
        }
        return lines
    }

    private static func quota(_ use: QuotaUse) -> PlanLine {
        func text(_ number: Double) -> String {
            number == number.rounded() ? "\(Int(number))" : "\((number * 10).rounded() / 10)"
        }
        let left =
            switch use.standing {
            case .limited: "\(text(use.left ?? 0)) \(use.unit) left"
            case .unlimited: "no limit"
            case .unknown: "unknown"
            }
        let formula =
            use.standing == .unknown
            ? "could not be read"
            : "\(use.limit.map(text) ?? "no limit") − \(text(use.used)) of other services; \(text(use.requested)) asked for"
        return PlanLine(use.title, left, formula)
    }

    private static func price(_ cost: CostEstimate?) -> [PlanLine] {
        guard let cost else { return [PlanLine("price", "unknown", "")] }
        return cost.lines + cost.unknown.map { PlanLine("unknown", $0, "") }
            + [PlanLine("source", cost.source, cost.isFallback ? "built in, not read from Google" : "")]
    }

    private static func section(_ title: String, _ lines: [PlanLine]) -> [String] {
        guard !lines.isEmpty else { return [] }
        let width = lines.map(\.label.count).max() ?? 0
        return ["", title]
            + lines.map { line in
                let label = line.label + String(repeating: " ", count: width - line.label.count)
                return "  \(label)  \(line.value)" + (line.formula.isEmpty ? "" : "  (\(line.formula))")
            }
    }
}
