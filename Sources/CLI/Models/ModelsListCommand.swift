import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsListCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the models of all managed buckets.")

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    @Option(help: ArgumentHelp("Only this bucket.", valueName: "name"))
    var bucket: String?

    func run(in session: CommandSession) async throws {
        let listing = ModelList(try await session.controlPlane.models.list(session.context, bucket: bucket))
        try output.list(
            listing.models, json: listing,
            empty: "No models yet. Import one: llm-manager models import hf:ORG/NAME --bucket BUCKET"
        )
        try listing.problems.report()
    }
}
