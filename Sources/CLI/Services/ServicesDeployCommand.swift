import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesDeployCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Deploy a model of a bucket and follow it until it has answered.",
        discussion: "Ready means that the engine generated a token (or an embedding), not that a port is open."
    )

    @OptionGroup var model: ModelArgument
    @OptionGroup(title: "Service options") var options: SpecOptions
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let services = session.controlPlane.services
        let deployment = try await services.deploy(session.context, options.spec(for: model.selection()))
        var last: DeployEvent?
        for try await event in deployment.events {
            if last?.state != event.state { Console.note("  \(event.state.name): \(event.message)") }
            for line in event.lines { Console.note("    \(line)") }
            last = event
        }
        switch last?.state {
        case .failed(let problem): throw problem
        case .degraded(let reason): throw Problem(.deployFailed, "The new revision failed", detail: reason)
        default: break
        }
        let service = ServiceView(try await services.show(session.context, deployment.plan.id))
        try output.show(service) { ServicesShowCommand.text(service) }
    }
}

extension SpecOptions {
    func spec(for selection: ModelSelection) throws -> ServiceSpec {
        let model = ModelIdentity(source: selection.source, id: selection.id, pin: selection.pin ?? "")
        return try spec(bucket: selection.bucket, model: model)
    }
}
