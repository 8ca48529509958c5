import API
package import ArgumentParser
import ControlPlane
package import Domain

/// `llm-manager services …`
package struct ServicesCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "services",
        abstract: "Run models as services; ask, list and delete them.",
        discussion: "A service is named REGION/NAME, for example us-central1/all-minilm-l6-v2.",
        subcommands: [
            ServicesPlanCommand.self, ServicesDeployCommand.self, ServicesListCommand.self, ServicesShowCommand.self,
            ServicesLogsCommand.self, ServicesMetricsCommand.self, ServicesEventsCommand.self, ServicesAskCommand.self,
            ServicesCallingCommand.self, ServicesPermissionsCommand.self, ServicesKeyCommand.self,
            ServicesUpdateCommand.self, ServicesRevisionsCommand.self, ServicesRollbackCommand.self,
            ServicesTrafficCommand.self, ServicesStopCommand.self, ServicesStartCommand.self,
            ServicesMoveCommand.self, ServicesDeleteCommand.self,
            ServicesCostsCommand.self, ServicesIdleRuleCommand.self,
        ]
    )

    package init() {}
}

/// A service by its place.
package struct ServiceArgument: ParsableArguments, Sendable {
    @Argument(
        help: ArgumentHelp(
            "REGION/NAME, as 'services list' prints it; NAME alone means us-central1.", valueName: "service"))
    var service: String

    package init() {}

    package func validate() throws { try CommandLineCheck.passing { _ = try id() } }

    package func id() throws -> ServiceID {
        let parts = service.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2
            ? try ServiceID(region: parts[0], name: parts[1])
            : try ServiceID(region: "us-central1", name: service)
    }
}

struct ServicesShowCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a service: its state, cause and fix, URL, proof.")

    @OptionGroup var which: ServiceArgument
    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let view = ServiceView(try await session.controlPlane.services.show(session.context, which.id()))
        try output.show(view) { Self.text(view) }
    }

    static func text(_ view: ServiceView) -> String {
        var lines = ["\(view.region)/\(view.name): \(view.state)"]
        if let reason = view.reason { lines.append("  \(reason)") }
        if let command = view.command { lines.append("  prove it: \(command)") }
        if let problem = view.problem {
            lines.append("  \(problem.title): \(problem.detail)")
            lines.append("  fix: \(problem.fix)")
        }
        let pairs: [(String, String?)] = [
            ("url", view.url), ("model", view.modelId), ("pin", view.pin), ("bucket", view.bucket),
            ("engine", view.engine), ("GPU", view.accelerator), ("access", view.access), ("revision", view.revision),
            ("image", view.image),
            ("proven", view.proof.map { "\($0.at), first answer in \($0.firstTokenMilliseconds) ms" }),
        ]
        for (label, value) in pairs {
            if let value { lines.append("  \(label)\(String(repeating: " ", count: 10 - label.count))\(value)") }
        }
        return lines.joined(separator: "\n")
    }
}
