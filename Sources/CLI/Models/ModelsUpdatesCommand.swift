import API
import ArgumentParser
import ControlPlane
import Domain

struct ModelsUpdatesCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "updates", abstract: "Say which models have a newer revision at their hub.",
        discussion: """
            A model of Hugging Face is compared with the commit of its main branch, one of Ollama with the manifest of \
            its tag; nothing is downloaded. A newer revision of a Hugging Face model is imported beside the old one: \
            roll services over to it, then 'models gc' offers the old one. A tag of Ollama is replaced, and its old \
            blobs stay until 'models gc'. Models that could not be asked about are named on standard error.
            """
    )

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    @Option(help: ArgumentHelp("Only this bucket.", valueName: "name"))
    var bucket: String?

    @Flag(help: "Exit with status 2 when there is a newer revision, for a scheduled job.")
    var check = false

    func run(in session: CommandSession) async throws {
        let listing = ModelUpdateList(try await session.controlPlane.models.updates(session.context, bucket: bucket))
        try output.list(
            listing.updates, json: listing,
            empty: listing.current == 0 && listing.unchecked.isEmpty
                ? "No model of a hub here."
                : "No newer revision: \(listing.current) model(s) are as their hub has them."
        )
        for unchecked in listing.unchecked {
            Console.note("not checked: \(unchecked.bucket): \(unchecked.id): \(unchecked.problem.detail)")
        }
        try listing.problems.report()
        if check, !listing.updates.isEmpty { throw ExitStatus.findings.exitCode }
        // A job that asks whether all is current must not take "nobody knows" for yes.
        if check, let first = listing.unchecked.first, let code = Problem.Code(rawValue: first.problem.code) {
            throw ExitStatus(code).exitCode
        }
    }
}

extension ModelUpdateView: TableRow {
    package static var header: [String] { ["MODEL", "BUCKET", "HERE", "AT THE HUB", "IMPORT IT"] }
    package var cells: [String] {
        let short = { (pin: String) in String((pin.hasPrefix("sha256:") ? pin.dropFirst(7) : pin[...]).prefix(12)) }
        return [id, bucket, short(pin), short(newPin), "llm-manager models import \(reference) --bucket \(bucket)"]
    }
    package var quiet: String { reference }
}
