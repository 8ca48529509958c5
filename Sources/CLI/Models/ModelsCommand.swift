package import ArgumentParser

/// `llm-manager models …`
package struct ModelsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Import models into buckets; list, prove and delete them.",
        discussion: """
            A model of a hub is hf:ORG/NAME[@REVISION] or ollama:[HOST/][NAMESPACE/]NAME[:TAG]. In a bucket a model \
            has a pin (a commit, a manifest digest) in place of the revision: hf:ORG/NAME@PIN.
            """,
        subcommands: [
            ModelsListCommand.self, ModelsShowCommand.self, ModelsSearchCommand.self, ModelsPreflightCommand.self,
            ModelsImportCommand.self, ModelsImportsCommand.self, ModelsResumeCommand.self, ModelsCancelCommand.self,
            ModelsVerifyCommand.self, ModelsDeleteCommand.self, ModelsFsckCommand.self, ModelsGarbageCommand.self,
        ]
    )

    package init() {}
}
