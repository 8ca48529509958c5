import ArgumentParser

/// `llm-manager`: one binary, all verbs.
@main
struct LLMManager: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "llm-manager",
        abstract: "Import an open model from a hub into your own bucket, prove every byte, and run it.",
        version: Version.text,
        subcommands: [SimulateCommand.self]
    )
}
