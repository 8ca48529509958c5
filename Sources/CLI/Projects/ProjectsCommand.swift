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
