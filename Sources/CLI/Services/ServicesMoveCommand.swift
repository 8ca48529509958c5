import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesMoveCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Plan the same service on another target: from this machine to a project, or back.",
        discussion: """
            Changes nothing: it looks for the model on the other target, plans the service there, and names the command \
            that deploys it. The service here stays until you delete it.
            """
    )

    @OptionGroup var which: ServiceArgument

    @Option(help: ArgumentHelp("The other target: a project's id, or 'local'.", valueName: "id"))
    var to: String

    @Option(
        help: ArgumentHelp("The bucket that has the model there; any managed one when left out.", valueName: "name"))
    var bucket: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws { try CommandLineCheck.passing { _ = try Target(parsing: to) } }

    func run(in session: CommandSession) async throws {
        let target = try Target(parsing: to)
        let move = try await session.controlPlane.services.planMove(
            session.context, which.id(), to: target, bucket: bucket
        )
        try output.show(PlanView(move.plan)) { PlanText.text(move.plan) }
        if !output.json, move.plan.canApply {
            let model = move.plan.spec.model
            Console.note(
                "Deploy it there: llm-manager services deploy \(model.source.prefix)\(model.id) "
                    + "--bucket \(move.plan.spec.bucket) --name \(move.plan.id.name) --target \(target)"
            )
        }
        guard move.plan.canApply else { throw ExitStatus.refused.exitCode }
    }
}
