package import ArgumentParser

/// `llm-manager models …`
package struct ModelsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Import models into buckets; list, prove and delete them.",
        subcommands: [
            ModelsListCommand.self, ModelsShowCommand.self, ModelsSearchCommand.self, ModelsPreflightCommand.self,
            ModelsImportCommand.self, ModelsImportsCommand.self, ModelsResumeCommand.self, ModelsCancelCommand.self,
            ModelsVerifyCommand.self, ModelsDeleteCommand.self,
        ]
    )

    package init() {}
}
