import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesPlanCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what a deploy would create, change, cost or refuse; change nothing."
    )

    @OptionGroup var model: ModelArgument
    @OptionGroup(title: "Service options") var options: SpecOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let plan = try await session.controlPlane.services.plan(session.context, spec())
        try output.show(PlanView(plan)) { PlanText.text(plan) }
        guard plan.canApply else { throw ExitStatus.refused.exitCode }
    }

    private func spec() throws -> ServiceSpec { try options.spec(for: model.selection()) }
}

struct ServicesDeployCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Deploy a model of a bucket and follow it until it has answered.",
        discussion: "Ready means that the engine generated a token (or an embedding), not that a port is open."
    )

    @OptionGroup var model: ModelArgument
    @OptionGroup(title: "Service options") var options: SpecOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let services = session.controlPlane.services
        let deployment = try await services.deploy(session.context, options.spec(for: model.selection()))
        var last: DeployEvent?
        for try await event in deployment.events {
            if last?.state != event.state { Console.note("  \(event.state.name): \(event.message)") }
            last = event
        }
        if case .failed(let problem) = last?.state { throw problem }
        let service = ServiceView(try await services.show(session.context, deployment.plan.id))
        try output.show(service) { ServicesShowCommand.text(service) }
    }
}

extension SpecOptions {
    func spec(for selection: ModelSelection) throws -> ServiceSpec {
        let model = ModelIdentity(source: selection.source, id: selection.id, pin: selection.pin ?? "")
        return try spec(bucket: selection.bucket, model: model)
    }
}

/// A plan for people.
enum PlanText {
    static func text(_ plan: ServicePlan) -> String {
        var lines = ["\(plan.id) on \(plan.target): \(plan.recipe.engine.rawValue), \(plan.recipe.image)"]
        lines.append("  model     \(plan.spec.model)")
        let shape = [
            plan.spec.accelerator, plan.spec.cpu.map { "\($0) vCPU" }, plan.spec.memory?.binaryText,
        ].compactMap(\.self).joined(separator: ", ")
        lines.append("  shape     \(shape)")
        lines += plan.fit.arithmetic.map { "  fit       \($0)" }
        if let cost = plan.cost {
            lines.append(
                "  cost      \(cost.perHourBusy.text) an hour busy, \(cost.perHourIdle.text) idle (\(cost.source))")
        }
        for use in plan.quota {
            let limit = use.limit.map { "\($0)" } ?? "unknown"
            lines.append("  quota     \(use.name): \(use.requested) asked, \(use.used) used, limit \(limit)")
        }
        if let seconds = plan.predictedStart { lines.append("  start     about \(Int(seconds)) s to the first token") }
        lines += plan.changes.map { "  change    \($0)" }
        for problem in plan.problems {
            lines.append("  \(problem.severity.rawValue)\(problem.severity == .error ? "  " : "") \(problem.detail)")
            if let fix = problem.fix { lines.append("            fix: \(fix)") }
        }
        return lines.joined(separator: "\n")
    }
}
