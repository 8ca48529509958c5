package import ArgumentParser

/// `llm-manager models …`
package struct ModelsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Import models into buckets; list, prove and delete them.",
        discussion: """
            A model of a hub is hf:ORG/NAME[@REVISION] or ollama:[HOST/][NAMESPACE/]NAME[:TAG]; one of your own is \
            gs://BUCKET/PREFIX[#NAME] or dir:PATH[#NAME]. In a bucket a model has a pin (a commit, a manifest digest, \
            a hash of what was there): hf:ORG/NAME@PIN, gs:NAME@PIN, dir:NAME@PIN.
            """,
        subcommands: [
            ModelsListCommand.self, ModelsShowCommand.self, ModelsSearchCommand.self, ModelsPreflightCommand.self,
            ModelsImportCommand.self, ModelsImportsCommand.self, ModelsResumeCommand.self, ModelsCancelCommand.self,
            ModelsVerifyCommand.self, ModelsDeleteCommand.self, ModelsFsckCommand.self, ModelsAdoptCommand.self,
            ModelsGarbageCommand.self,
            ModelsUpdatesCommand.self,
        ]
    )

    package init() {}
}
