package import ArgumentParser
import ControlPlane

/// `llm-manager export`
package struct ExportFileCommand: SessionCommand {
    package static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write what exists as a declarative file, to standard output.",
        discussion: """
            Planning the file at once changes nothing. Variables whose values may be secrets are not in it: a comment says \
            which.
            """
    )

    @Option(
        help: ArgumentHelp(
            "The file's owner, which marks what it makes; by default the one that marks what is there.",
            valueName: "name"))
    var owner: String?
    @OptionGroup(title: "Where") package var connection: ConnectionOptions

    package init() {}

    package func run(in session: CommandSession) async throws {
        let text = try await session.controlPlane.declarations.export(session.context, owner: owner)
        Console.print(String(text.dropLast()))
    }
}
