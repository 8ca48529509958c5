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
            leave an import that 'models resume' completes. Nothing is published before every digest is right.
            """
    )

    @OptionGroup var order: ImportArguments

    @Option(help: ImportArguments.windowHelp)
    var window: Int?

    @OptionGroup(title: "Hub token") var token: TokenOptions
    @OptionGroup(title: "Hubs") var hubs: HubOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var hubOptions: HubOptions? { hubs }

    func run(in session: CommandSession) async throws {
        let started = try await session.controlPlane.imports.start(
            session.context, order.reference(), into: order.bucket,
            token: token.token(in: ProcessInfo.processInfo.environment), reads: order.read
        )
        try await ImportFollower(session: session, output: output).follow(started)
    }
}

struct ModelsResumeCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with an interrupted or failed import where it stopped."
    )

    @OptionGroup var which: ImportArgument

    @Option(help: ImportArguments.windowHelp)
    var window: Int?

    @Flag(help: "Wait until the lease of a manager that died has ended, in place of failing.")
    var waitForLease = false

    @OptionGroup(title: "Hub token") var token: TokenOptions
    @OptionGroup(title: "Hubs") var hubs: HubOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var hubOptions: HubOptions? { hubs }

    func run(in session: CommandSession) async throws {
        let started = try await resumed(in: session)
        try await ImportFollower(session: session, output: output).follow(started)
    }

    private func resumed(in session: CommandSession) async throws -> ImportSnapshot {
        while true {
            do {
                return try await session.controlPlane.imports.resume(
                    session.context, which.id, bucket: which.bucket,
                    token: token.token(in: ProcessInfo.processInfo.environment)
                )
            } catch let problem as Problem where waitForLease && problem.code == .importRunning {
                try await Task.sleep(for: .seconds(1))
            }
        }
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
