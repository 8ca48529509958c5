import API
package import ArgumentParser
import ControlPlane
import Domain

/// `llm-manager projects …`
package struct ProjectsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "projects",
        abstract: "List Google Cloud projects, and check what one lacks.",
        subcommands: [ProjectsListCommand.self, ProjectsShowCommand.self, ProjectsCheckCommand.self]
    )

    package init() {}
}

struct ProjectsListCommand: SessionCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the projects you can see.")

    @Option(help: ArgumentHelp("Only projects whose id or name begins with this.", valueName: "text"))
    var query = ""

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var needsTarget: Bool { false }

    func run(in session: CommandSession) async throws {
        let page = try await session.controlPlane.projects.list(session.context, query: query)
        if let problem = page.problem { throw problem }
        let list = ProjectList(page)
        try output.list(list.projects, json: list, empty: "No project can be seen with these credentials.")
    }
}

struct ProjectsShowCommand: SessionCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one project.")

    @Argument(help: "Project id or number.")
    var id: String

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var needsTarget: Bool { false }

    func run(in session: CommandSession) async throws {
        let view = ProjectView(try await session.controlPlane.projects.show(session.context, id))
        try output.show(view) { "\(view.id)  \(view.number ?? "-")  \(view.name ?? "-")  \(view.state ?? "-")" }
    }
}

struct ProjectsCheckCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check permissions, APIs, billing, networking and quota, with the command that mends each.",
        discussion: "What may not be looked at is marked ? with the reason; it never reads as fine."
    )

    @Argument(help: ArgumentHelp("Project id; --project when left out.", valueName: "id"))
    var id: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var needsTarget: Bool { id == nil }

    func run(in session: CommandSession) async throws {
        let project = id ?? session.context.target.description
        let checks = try await session.controlPlane.projects.check(session.context, project).map(CheckView.init)
        try output.list(checks, json: CheckList(project: project, checks: checks), empty: "Nothing to check.")
        if checks.contains(where: { $0.state == .missing }) { throw ExitStatus.refused.exitCode }
    }
}

/// `llm-manager doctor`
package struct DoctorCommand: SessionCommand {
    package static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check this machine's way to Google Cloud: credentials, project, buckets."
    )

    @OptionGroup(title: "Where") package var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package var needsTarget: Bool { false }

    package func run(in session: CommandSession) async throws {
        let checks = try await session.controlPlane.doctor.examine(session.context).map(CheckView.init)
        try output.list(checks, json: checks, empty: "Nothing to check.")
        if checks.contains(where: { $0.state == .missing }) { throw ExitStatus.refused.exitCode }
    }
}
