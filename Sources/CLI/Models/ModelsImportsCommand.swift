import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsImportsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "imports", abstract: "List imports that run, or wait to be resumed."
    )

    @Option(help: ArgumentHelp("Only this bucket.", valueName: "name"))
    var bucket: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let list = ImportList(try await session.controlPlane.imports.list(session.context, bucket: bucket))
        try output.list(list.imports, json: list, empty: "No import runs or waits.")
        try list.problems.report()
    }
}

struct ModelsCancelCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Give an import up and remove what it had written."
    )

    @OptionGroup var which: ImportArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let ended = try await session.controlPlane.imports.cancel(session.context, which.id, bucket: which.bucket)
        try output.show(ImportView(ended)) { "\(ended.model): \(ended.state.name)" }
    }
}
