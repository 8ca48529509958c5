import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesStopCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "End every instance of a service; it stays, and so does its address.",
        discussion: "Callers get an error until 'services start'. A stopped service costs nothing."
    )

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let service = try await session.controlPlane.services.stop(session.context, which.id())
        try output.show(ServiceView(service)) { "\(service.id) is \(service.state.name)" }
    }
}

struct ServicesStartCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Let a service that was stopped run again."
    )

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let service = try await session.controlPlane.services.start(session.context, which.id())
        try output.show(ServiceView(service)) { "\(service.id) is \(service.state.name)" }
    }
}
