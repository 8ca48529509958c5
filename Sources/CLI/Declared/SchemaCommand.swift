package import ArgumentParser
import ControlPlane

/// `llm-manager schema`
package struct SchemaCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of declarative files, for editors and checkers."
    )

    package init() {}

    package func run() throws { Console.print(DeclarationSchema.text) }
}
