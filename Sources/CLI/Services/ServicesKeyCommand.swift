import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Give an engine an API key of its own, kept in Secret Manager.",
        discussion: """
            The key is made here, goes to Secret Manager and from there into the container; it is never printed, except \
            by 'key reveal'. vLLM then asks for it on every path under /v1.
            """,
        subcommands: [
            KeyShowCommand.self, KeyCreateCommand.self, KeyRotateCommand.self, KeyRemoveCommand.self,
            KeyRevealCommand.self,
        ]
    )
}

struct KeyShowCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show-command", abstract: "Print the command that shows the key to somebody who may read it."
    )

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let id = try which.id()
        let key = try await session.controlPlane.services.key(session.context, id)
        guard let key else {
            throw Problem(
                .notFound, "No API key", detail: "\(id) asks for none",
                fix: "Make one: llm-manager services key create \(id)"
            )
        }
        try output.show(KeyView(key: key)) { key.command }
    }
}

struct KeyCreateCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a key and roll out a revision that asks for it."
    )

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let id = try which.id()
        let services = session.controlPlane.services
        guard try await services.key(session.context, id) == nil else {
            throw Problem(
                .alreadyExists, "There is a key", detail: "\(id) asks for one already",
                fix: "Make a new one in its place: llm-manager services key rotate \(id)"
            )
        }
        try await output.follow(try await services.renewKey(session.context, id))
    }
}

struct KeyRotateCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new key; the one before works until the new revision serves, then it is switched off."
    )

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        try await output.follow(try await session.controlPlane.services.renewKey(session.context, which.id()))
    }
}

struct KeyRemoveCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Have the engine ask for no key any more, and delete the key."
    )

    @OptionGroup var which: ServiceArgument

    @Flag(help: "Remove without asking; needed where there is no terminal.")
    var yes = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let id = try which.id()
        try Confirmation.ask("Let \(id) answer without a key?", unless: yes)
        try await output.follow(try await session.controlPlane.services.removeKey(session.context, id))
    }
}

struct KeyRevealCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "reveal", abstract: "Print the key itself, once, after a confirmation; the audit log tells of it."
    )

    @OptionGroup var which: ServiceArgument

    @Flag(help: "Print it without asking; needed where there is no terminal.")
    var yes = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions

    func run(in session: CommandSession) async throws {
        let id = try which.id()
        try Confirmation.ask("Print the API key of \(id) here?", unless: yes)
        Console.print(try await session.controlPlane.services.revealKey(session.context, id).reveal())
    }
}

extension OutputOptions {
    /// Prints each step, and at the end where the key is.
    fileprivate func follow(_ steps: AsyncThrowingStream<KeyEvent, any Error>) async throws {
        var last: KeyEvent?
        for try await step in steps {
            if !json { Console.note("  \(step.step.rawValue): \(step.message)") }
            last = step
        }
        let key = last?.key
        try show(KeyView(key: key)) { key.map { "show it with: \($0.command)" } ?? "no key" }
    }
}
