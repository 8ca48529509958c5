import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesDeleteCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a service; its model stays in the bucket.",
        discussion: "What goes and what stays is told before the question."
    )

    @OptionGroup var which: ServiceArgument

    @Flag(help: "Delete without asking; needed where there is no terminal.")
    var yes = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let id = try which.id()
        let services = session.controlPlane.services
        let deletion = try await services.deletion(session.context, id)
        for line in deletion.goes { Console.note("  goes   \(line)") }
        for line in deletion.stays { Console.note("  stays  \(line)") }
        try Confirmation.ask("Delete the service \(id)?", unless: yes)
        try await services.delete(session.context, id)
        try output.show(["deleted": id.description]) { "deleted \(id)" }
    }
}
