import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesUpdateCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a service in place: what is named, and nothing else.",
        discussion: """
            Shows what changes field by field, rolls a new revision out, and follows it until it has answered. Fields \
            that were set by others, sidecars and secrets stay. With --dry-run nothing is changed.
            """
    )

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "What changes") var options: ChangeOptions

    @Flag(help: "Say what would change, and change nothing.")
    var dryRun = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let services = session.controlPlane.services
        let id = try which.id()
        let change = try options.change(region: id.region)
        if dryRun {
            let plan = try await services.plan(session.context, change, of: id)
            try output.show(PlanView(plan)) { UpdateText.text(plan) }
            guard plan.canApply else { throw ExitStatus.refused.exitCode }
            return
        }
        let deployment = try await services.update(session.context, id, change)
        Console.note(UpdateText.text(deployment.plan))
        var last: DeployEvent?
        for try await event in deployment.events {
            if last?.state != event.state { Console.note("  \(event.state.name): \(event.message)") }
            for line in event.lines { Console.note("    \(line)") }
            last = event
        }
        switch last?.state {
        case .failed(let problem): throw problem
        case .degraded(let reason): throw Problem(.deployFailed, "The new revision failed", detail: reason)
        default: break
        }
        let service = ServiceView(try await services.show(session.context, id))
        try output.show(service) { ServicesShowCommand.text(service) }
    }
}

/// A change for people.
enum UpdateText {
    static func text(_ plan: ServicePlan) -> String {
        var lines = [DiffText.text(plan.diff)]
        lines += plan.changes.map { "  \($0)" }
        for problem in plan.problems {
            lines.append("  \(problem.severity.rawValue): \(problem.detail)")
            if let fix = problem.fix { lines.append("    fix: \(fix)") }
        }
        return lines.joined(separator: "\n")
    }
}

/// Fields before and after, a line each.
enum DiffText {
    static func text(_ changes: [FieldChange]) -> String {
        changes.map { change in
            switch (change.old, change.new) {
            case (nil, let new): "  + \(change.field): \(new ?? "")"
            case (let old, nil): "  - \(change.field): \(old ?? "")"
            case (let old, let new): "  ~ \(change.field): \(old ?? "") → \(new ?? "")"
            }
        }.joined(separator: "\n")
    }
}
