import API
import ArgumentParser
import ControlPlane
import Domain
import Foundation

struct ModelsSearchCommand: SessionCommand {
    static let configuration = CommandConfiguration(commandName: "search", abstract: "Search Hugging Face by words.")

    @Argument(help: "What to look for.")
    var words: [String]

    @Option(help: ArgumentHelp("How many results at most.", valueName: "count"))
    var limit = 20

    @OptionGroup(title: "Hub token") var token: TokenOptions
    @OptionGroup(title: "Hubs") var hubs: HubOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var hubOptions: HubOptions? { hubs }

    func run(in session: CommandSession) async throws {
        let found = try await session.controlPlane.models.search(
            session.context, words.joined(separator: " "), limit: limit,
            token: token.token(in: ProcessInfo.processInfo.environment)
        )
        try output.list(found.map(FoundRow.init), json: found, empty: "Nothing found.")
    }

    struct FoundRow: TableRow {
        var summary: ModelSummary

        static var header: [String] { ["MODEL", "TASK", "DOWNLOADS", "GATED"] }
        var cells: [String] {
            [
                summary.reference.description, summary.task ?? "-", summary.downloads.map(String.init) ?? "-",
                summary.gated ?? "no",
            ]
        }
        var quiet: String { summary.reference.description }
    }
}
