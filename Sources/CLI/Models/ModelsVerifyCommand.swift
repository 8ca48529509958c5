import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsVerifyCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read a stored model again and compare every byte with its manifest.",
        discussion: "With --quick nothing is downloaded: the size and checksum that the bucket states are compared."
    )

    @OptionGroup var model: ModelArgument

    @Flag(help: "Compare size and CRC32C as the bucket states them; read no file.")
    var quick = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let result = try await session.controlPlane.models.verify(session.context, model.selection(), quick: quick)
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
