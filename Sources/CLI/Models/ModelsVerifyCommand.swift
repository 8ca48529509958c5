import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsVerifyCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compare a stored model with its manifest."
    )

    @OptionGroup var model: ModelArgument
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let result = try await session.controlPlane.models.verify(session.context, model.selection())
        try output.show(VerifyView(result)) {
            result.files.map { "\($0.isGood ? "ok " : "BAD")  \($0.path)  \($0.detail)" }.joined(separator: "\n")
        }
        guard result.isGood else { throw ExitStatus.notProven.exitCode }
    }
}

struct ModelsDeleteCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a model from a bucket.",
        discussion: "Bytes that another model of the bucket shares stay. A model that a service runs is not deleted."
    )

    @OptionGroup var model: ModelArgument

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let selection = try model.selection()
        try Confirmation.ask("Delete \(selection)?", unless: yes)
        let freed = try await session.controlPlane.models.delete(session.context, selection)
        try output.show(["freedBytes": freed.bytes]) { "deleted \(selection), \(freed) freed" }
    }
}
