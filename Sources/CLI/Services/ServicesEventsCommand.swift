import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesEventsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Show what happened to a service: revisions, conditions, starts, proofs."
    )

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let found = try await session.controlPlane.services.events(session.context, which.id())
        try output.list(found.events, json: found, empty: "Nothing is known to have happened.")
        if let problem = found.problem, !output.json { Console.note("Not all could be read: \(problem)") }
    }
}

extension ServiceEvent: TableRow {
    package static var header: [String] { ["AT", "WHAT", "REVISION", "DETAIL"] }
    package var cells: [String] {
        let text = detail?.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return [at, title, revision ?? "-", text.count > 100 ? text.prefix(99) + "…" : text]
    }
    package var quiet: String { "\(at) \(title)" }
}
