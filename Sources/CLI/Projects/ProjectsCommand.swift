import API
package import ArgumentParser
import ControlPlane
import Domain

/// `llm-manager projects …`
package struct ProjectsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "projects",
        abstract: "List Google Cloud projects, check what one lacks, and mend it.",
        subcommands: [
            ProjectsListCommand.self, ProjectsShowCommand.self, ProjectsCheckCommand.self, ProjectsFixCommand.self,
            ProjectsEnableAPIsCommand.self, ProjectsGrantAccessCommand.self, ProjectsCreateAccountCommand.self,
            ProjectsQuotaCommand.self, ProjectsNetworkCommand.self,
        ]
    )

    package init() {}
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
