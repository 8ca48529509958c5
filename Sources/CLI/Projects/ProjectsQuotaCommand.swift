import API
import ArgumentParser
import ControlPlane
import Domain

struct ProjectsQuotaCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota",
        abstract: "Show the GPU quota by region: what is left of it, and how many instances fit.",
        discussion: """
            Cloud Run counts the most instances that each service may have. ZONAL is with zonal redundancy, PLAIN \
            without. A number that cannot be known is '?'. More can be asked for at https://g.co/cloudrun/gpu-quota.
            """
    )

    @Option(help: ArgumentHelp("Only this region; all that offer GPUs when left out.", valueName: "region"))
    var region: String?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        let project = session.context.target.description
        let table = try await session.controlPlane.projects.quota(session.context, project, region: region)
        let view = QuotaTableView(table, project: project)
        try output.list(view.rows, json: view, empty: "No region offers GPUs.")
        if !output.json {
            // One reason, usually, for all regions.
            for (title, some) in Dictionary(grouping: view.problems, by: \.problem.title).sorted(by: { $0.key < $1.key }
            ) {
                let regions = some.map(\.region).joined(separator: ", ")
                let detail = some.first?.problem.detail ?? title
                Console.note("The services of \(regions) could not be counted: \(detail)")
            }
        }
    }
}

extension QuotaRowView: TableRow {
    package static var header: [String] {
        ["REGION", "GPU", "PLAIN LEFT", "ZONAL LEFT", "CPU LEFT", "MEMORY LEFT", "FITS"]
    }
    package var cells: [String] {
        [
            region, offered ? accelerator : "\(accelerator) (by invitation)", Self.gpus(withoutZonalRedundancy),
            Self.gpus(withZonalRedundancy), Self.amount(cpu) { "\(Self.number($0)) vCPU" },
            Self.amount(memory) { ByteCount(Int64($0)).binaryText }, fits.map(\.text).joined(separator: ", "),
        ]
    }
    package var quiet: String { "\(region) \(accelerator)" }

    private static func gpus(_ amount: QuotaAmountView?) -> String {
        self.amount(amount, number) + (amount?.limit.map { " of \(number($0))" } ?? "")
    }

    private static func amount(_ amount: QuotaAmountView?, _ text: (Double) -> String) -> String {
        guard let amount else { return "-" }
        return amount.unlimited ? "unlimited" : amount.left.map(text) ?? "?"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
}

extension QuotaFitView {
    fileprivate var text: String {
        let count = withoutZonalRedundancy.map { "\($0)" } ?? "?"
        return "\(count) × \(cpu) vCPU \(ByteCount(memory).binaryText)"
    }
}
