import API
import ArgumentParser
import ControlPlane
import Domain
import Foundation

struct ModelsImportCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import a model into a bucket, and prove every byte.",
        discussion: """
            Streams from its source to the bucket; nothing is stored on this machine. Ctrl-C, a crash or a lost network \
            leave an import that 'models resume' completes. Nothing is published before every digest is right. An import \
            that another process runs already is joined: followed to its end, and taken over when that process dies.
            """
    )

    @OptionGroup var order: ImportArguments

    @Option(help: ImportArguments.windowHelp)
    var window: Int?

    @OptionGroup(title: "How it runs") var executor: ImportWayOptions
    @OptionGroup(title: "Jobs") var job: JobOptions
    @OptionGroup(title: "Hub token") var token: TokenOptions
    @OptionGroup(title: "Hubs") var hubs: HubOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var hubOptions: HubOptions? { hubs }
    var jobs: JobWish? { job.wish }

    func run(in session: CommandSession) async throws {
        let started = try await session.controlPlane.imports.start(
            session.context, order.reference(), into: order.bucket,
            token: token.token(in: ProcessInfo.processInfo.environment), reads: order.read, way: executor.way
        )
        try await ImportFollower(session: session, output: output).follow(started)
    }
}

struct ModelsResumeCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with an interrupted or failed import where it stopped.",
        discussion: """
            When another process still runs it, or has died a moment ago, this one joins it: it follows the import, and \
            goes on with it when the lease of that process ends.
            """
    )

    @OptionGroup var which: ImportArgument

    @Option(help: ImportArguments.windowHelp)
    var window: Int?

    @Flag(help: .hidden)
    var waitForLease = false

    @OptionGroup(title: "Jobs") var job: JobOptions
    @OptionGroup(title: "Hub token") var token: TokenOptions
    @OptionGroup(title: "Hubs") var hubs: HubOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var hubOptions: HubOptions? { hubs }
    var jobs: JobWish? { job.wish }

    func run(in session: CommandSession) async throws {
        let started = try await session.controlPlane.imports.resume(
            session.context, which.id, bucket: which.bucket,
            token: token.token(in: ProcessInfo.processInfo.environment)
        )
        try await ImportFollower(session: session, output: output).follow(started)
    }
}

/// An import by its id.
struct ImportArgument: ParsableArguments, Sendable {
    @Argument(help: ArgumentHelp("The import's id, as 'models imports' lists it.", valueName: "id"))
    var id: String

    @Option(
        help: ArgumentHelp(
            "The bucket that it writes to; found among the managed ones when left out.", valueName: "name"))
    var bucket: String?
}
