import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesCostsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "costs", abstract: "Say what each service costs this month, and which nobody uses.",
        discussion: """
            The month's figure is the instance time that Google billed, at today's price; 'at least' marks an estimate \
            from minimum instances and age, and 'unknown' is neither zero nor fine. Figures are some minutes old and \
            leave out free tiers, discounts, storage and traffic. What a million tokens cost is the time of one instance at \
            the rate that was measured with the service's proof, one request at a time: several together cost less each. A service with a warning costs money that nobody \
            uses: stop it, or let a rule do it (services idle-rule).
            """
    )

    @Option(help: ArgumentHelp("Count requests over so many days (1 to 40).", valueName: "days"))
    var days = 7

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let report = CostReportView(try await session.controlPlane.services.costs(session.context, days: days))
        try output.list(report.services, json: report, empty: "No service, so no service costs anything.")
        if output.json || output.quiet || report.services.isEmpty { return }
        Console.print("")
        let rest = report.unknown == 0 ? "" : " (and what \(report.unknown) service(s) cost, which is unknown)"
        Console.print("Since \(report.from.prefix(10)): \(report.monthToDate?.text ?? "unknown")\(rest)")
        Console.print("Now: \(report.perHourNow.map { "\($0.text) an hour" } ?? "unknown")")
        for row in report.services {
            for warning in row.warnings {
                Console.print("! \(row.region)/\(row.name): \(warning.detail). \(warning.fix)")
            }
        }
        for problem in report.problems { Console.print("? \(problem.title): \(problem.detail) \(problem.fix)") }
    }
}

extension ServiceCostView: TableRow {
    package static var header: [String] {
        [
            "SERVICE", "REGION", "STATE", "INSTANCES", "AN HOUR NOW", "THIS MONTH", "MILLION TOKENS", "REQUESTS",
            "UNUSED",
        ]
    }
    package var cells: [String] {
        return [
            name, region, state, instances.map(String.init) ?? "unknown", perHourNow?.text ?? "unknown",
            monthText ?? "unknown", perMillionTokens?.text ?? "unknown", requests.map(String.init) ?? "unknown",
            unusedDays.map { $0 == 0 ? "-" : "\($0) d" } ?? "unknown",
        ]
    }
    package var quiet: String { "\(region)/\(name)" }

    /// What it has cost this month; nil when that is not known.
    var monthText: String? { monthToDate.map { basis == .estimated ? "at least \($0.text)" : $0.text } }
}
