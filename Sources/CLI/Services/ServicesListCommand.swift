import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesListCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the services that llm-manager has made.",
        discussion: """
            'THIS MONTH' is what a service has cost since the first of the month, 'AN HOUR NOW' what its instances cost \
            while they run; 'at least' marks an estimate, and 'unknown' is neither zero nor fine (services costs says \
            why). With --json the costs are left out: services costs --json has them.
            """
    )

    @Flag(help: "Leave the costs out: fewer questions to Google, a quicker answer.")
    var noCosts = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let services = session.controlPlane.services
        let wantsCosts =
            try !noCosts && !output.json && !output.quiet
            && services.capabilities(session.context).pricesKnown
        async let costs = wantsCosts ? Self.costs(session) : [:]
        let list = ServiceList(try await services.list(session.context))
        for missing in list.problems {
            Console.note("\(missing.region): \(missing.problem.title): \(missing.problem.detail)")
            Console.note("  fix: \(missing.problem.fix)")
        }
        let known = await costs
        let rows = list.services.map { service in
            ServiceRow(
                service: service, cost: known[ServiceRow.key(service.region, service.name)], hasCosts: wantsCosts)
        }
        try output.list(
            rows, json: list,
            empty: list.problems.isEmpty
                ? "No service. Deploy a model: llm-manager services deploy hf:ORG/NAME --bucket BUCKET"
                : "No service in the regions that answer."
        )
    }

    /// By ``ServiceRow/key(_:_:)``. What a list is asked for is the services: costs that cannot be told are a note.
    private static func costs(_ session: CommandSession) async -> [String: ServiceCostView] {
        do {
            let report = CostReportView(try await session.controlPlane.services.costs(session.context))
            for problem in report.problems { Console.note("costs: \(problem.title): \(problem.detail)") }
            return Dictionary(
                report.services.map { (ServiceRow.key($0.region, $0.name), $0) },
                uniquingKeysWith: { first, _ in first })
        } catch {
            Console.note("costs: \((error as? Problem)?.detail ?? "\(error)")")
            return [:]
        }
    }
}
