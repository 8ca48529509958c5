import API
import ArgumentParser
import ControlPlane
import Domain

struct ProjectsCheckCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check permissions, APIs, billing, networking, quota and the services' account, each with its fix.",
        discussion: """
            Lines come as they are known. What may not be looked at is marked ? with the reason and the permission that \
            it takes; it never reads as fine. A line that can be mended from here names its id for 'projects fix'.
            Ends with status 9 when something is missing.
            """
    )

    @Argument(help: ArgumentHelp("Project id; --project when left out.", valueName: "id"))
    var id: String?

    @Option(help: ArgumentHelp("Where network and quota are looked at.", valueName: "region"))
    var region: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var needsTarget: Bool { id == nil }

    func run(in session: CommandSession) async throws {
        let project = id ?? session.context.target.description
        let projects = session.controlPlane.projects
        var summary = CheckSummary()
        if output.json {
            let checks = try await projects.check(session.context, project, region: region).map(CheckView.init)
            for check in checks { summary.count(check.state) }
            try Console.printJSON(CheckList(project: project, checks: checks))
        } else {
            for try await line in try await projects.checks(session.context, project, region: region) {
                let check = CheckView(line)
                summary.count(check.state)
                Console.print(output.quiet ? check.quiet : check.text)
            }
            if !output.quiet { Console.note(summary.text) }
        }
        if summary.missing > 0 { throw ExitStatus.refused.exitCode }
    }
}

extension CheckView {
    var mark: String {
        switch state {
        case .ok: "✓"
        case .warning: "!"
        case .missing: "✗"
        case .unknown: "?"
        }
    }

    /// A check for people: what was found, and beneath it why it matters and how it is mended.
    var text: String {
        var lines = ["\(mark) \(title): \(detail)"]
        guard state != .ok else { return lines[0] }
        lines.append("    why: \(why)")
        if let permission { lines.append("    takes: \(permission)") }
        if let hint { lines.append("    note: \(hint)") }
        if let fix { lines.append("    fix: llm-manager projects fix \(fix.check)") }
        if let command { lines.append("    \(fix == nil ? "fix" : " or"): \(command)") }
        return lines.joined(separator: "\n")
    }
}

extension CheckSummary {
    var text: String {
        "\(ok) of \(total) in order, \(warning) to look at, \(missing) missing, \(unknown) unknown"
    }
}
