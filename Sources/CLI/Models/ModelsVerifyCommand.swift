import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsVerifyCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compare a model in a bucket with its manifest, file by file."
    )

    @OptionGroup var model: ModelArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

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

    @Flag(help: "Delete without asking; needed where there is no terminal.")
    var yes = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let selection = try model.selection()
        try Confirmation.ask("Delete \(selection)?", unless: yes)
        let freed = try await session.controlPlane.models.delete(session.context, selection)
        try output.show(["freedBytes": freed.bytes]) { "deleted \(selection), \(freed) freed" }
    }
}
