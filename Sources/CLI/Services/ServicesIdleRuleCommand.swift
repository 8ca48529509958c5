import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesIdleRuleCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle-rule", abstract: "Have services stopped that nobody uses.",
        discussion: """
            Without an option, says the rule. The rule is kept in the project's settings and applied by every manager \
            that serves the project, each quarter of an hour; --apply does so now, for a scheduled job. A service whose \
            requests cannot be counted is never stopped, and neither is one that was changed within the days. A stopped \
            service keeps everything and starts again with 'services start'.
            """
    )

    @Option(help: ArgumentHelp("Stop services that nobody has asked for so many days (1 to 40).", valueName: "days"))
    var days: Int?

    @Flag(help: "Also services that have scaled to zero; otherwise only those whose minimum instances cost.")
    var all = false

    @Flag(help: "Take the rule away.")
    var off = false

    @Flag(help: "Apply the rule now.")
    var apply = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try CommandLineCheck.passing { if let days { _ = try IdleRule(days: days, includesScaledToZero: all) } }
        if off, days != nil || all || apply { throw ValidationError("--off stands alone.") }
        if all, days == nil { throw ValidationError("--all needs --days: the rule is set as a whole.") }
    }

    func run(in session: CommandSession) async throws {
        let services = session.controlPlane.services
        if off { _ = try await services.setIdleRule(session.context, nil) }
        if let days {
            let rule = try IdleRule(days: days, includesScaledToZero: all)
            _ = try await services.setIdleRule(session.context, rule)
        }
        guard apply else {
            let view = IdleRuleView(off ? nil : try await services.idleRule(session.context))
            try output.show(view) { Self.text(view) }
            return
        }
        let outcomes = try await services.applyIdleRule(session.context).map(IdleOutcomeView.init)
        try output.list(
            outcomes, json: IdleOutcomeList(outcomes: outcomes),
            empty: "Nothing to stop: no rule, or every service is used."
        )
        if outcomes.contains(where: { $0.action == .failed }) {
            throw Problem(
                .unavailable, "A service could not be stopped",
                detail: outcomes.filter { $0.action == .failed }.map { "\($0.region)/\($0.name): \($0.why)" }
                    .joined(separator: "; ")
            )
        }
    }

    static func text(_ view: IdleRuleView) -> String {
        guard let days = view.days else { return "No rule: no service is stopped by itself." }
        let which = view.includesScaledToZero ? "services" : "services with minimum instances"
        return "While a manager serves the project, \(which) that nobody has asked for \(days) days are stopped."
    }
}

extension IdleOutcomeView: TableRow {
    package static var header: [String] { ["SERVICE", "REGION", "ACTION", "WHY"] }
    package var cells: [String] { [name, region, action.rawValue, why] }
    package var quiet: String { "\(region)/\(name)" }
}
