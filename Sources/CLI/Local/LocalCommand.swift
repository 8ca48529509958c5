import API
package import ArgumentParser
import ControlPlane
import Domain

/// `llm-manager local`: this machine.
package struct LocalCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "local", abstract: "This machine: GPUs, engines, and what engines have left.",
        subcommands: [LocalDevicesCommand.self, LocalEnginesCommand.self, LocalOrphansCommand.self]
    )

    package init() {}
}

struct LocalDevicesCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "List the GPUs of this machine with free memory and who holds it."
    )

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var needsTarget: Bool { false }

    func run(in session: CommandSession) async throws {
        let list = DeviceList(try await session.controlPlane.local.devices(session.context))
        let why = list.failures.isEmpty ? "" : " (\(list.failures.joined(separator: "; ")))"
        try output.list(list.devices, json: list, empty: "No GPU: engines run on the processor\(why).")
    }
}

struct LocalEnginesCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "engines", abstract: "List the engines with version, or why one cannot be used."
    )

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var needsTarget: Bool { false }

    func run(in session: CommandSession) async throws {
        let view = MachineView(try await session.controlPlane.local.report(session.context))
        try output.list(view.engines, json: view.engines, empty: "No engine is known.")
    }
}

struct LocalOrphansCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "orphans", abstract: "List engine processes that belong to no service; end them with --end."
    )

    @Flag(help: "End them.")
    var end = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var needsTarget: Bool { false }

    func run(in session: CommandSession) async throws {
        let local = session.controlPlane.local
        var orphans = try await local.report(session.context).orphans
        if end, !orphans.isEmpty { orphans = try await local.end(session.context, orphans) }
        let views = orphans.map(OrphanView.init)
        try output.list(views, json: OrphanList(orphans: views), empty: "No engine process is without its service.")
        if end, !views.isEmpty, !output.json { Console.note("Ended \(views.count).") }
    }
}
