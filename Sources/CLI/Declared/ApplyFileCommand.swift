import API
package import ArgumentParser
import ControlPlane
import Domain

/// `llm-manager apply -f FILE`
package struct ApplyFileCommand: SessionCommand {
    package static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make buckets, models and services as a declarative file says.",
        discussion: """
            Imports what is missing, deploys what differs, and waits until each service has answered. Applying twice \
            changes nothing the second time. In a pipeline give --based-on with the value that 'plan --json' printed, so \
            that nothing is applied that nobody has seen.
            """
    )

    @OptionGroup var file: FileArgument
    @Flag(help: "Delete services that the file made and no longer names; nothing else is ever deleted.")
    var prune = false
    @Flag(
        help: ArgumentHelp(
            "When a deploy fails, undo what this run has deployed: new services are deleted, the others serve with the "
                + "revision that they had."))
    var rollback = false
    @Option(help: ArgumentHelp("The 'basedOn' of the plan; refuses when the world has moved.", valueName: "digest"))
    var basedOn: String?
    @OptionGroup(title: "Where") package var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func run(in session: CommandSession) async throws {
        let declaration = try file.declaration()
        let isQuiet = output.quiet
        let plan = try await session.controlPlane.declarations.apply(
            session.context, declaration,
            Declarations.ApplyOptions(prunes: prune, rollsBack: rollback, basedOn: basedOn, token: file.token)
        ) { step in
            if !isQuiet { Console.note(step) }
        }
        try output.show(DeclarationPlanView(plan)) {
            plan.hasChanges ? "Applied \(plan.changes.count { $0.kind != .none })." : "Nothing to change."
        }
    }
}
