import API
import ArgumentParser
import ControlPlane
import Domain

struct ProjectsNetworkCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Show the networks that services of a region can take, or choose the default of later deployments.",
        discussion: """
            Without arguments it lists the ways, the recommended one first. 'network subnet NAME' and 'network \
            connector NAME' remember one for the region; 'network google' goes back to Google's own path. What is \
            remembered lies in a managed bucket of the project.
            """
    )

    @Argument(help: ArgumentHelp("google, subnet or connector.", valueName: "kind"))
    var kind: String?

    @Argument(help: ArgumentHelp("The subnetwork's or the connector's name.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The region.", valueName: "region"))
    var region: String?

    @Flag(help: "Only what is bound for private addresses goes through it.")
    var privateRangesOnly = false

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard let kind else { return }
        guard let known = NetworkOption.Kind(rawValue: kind) else {
            throw ValidationError("The kind is google, subnet or connector, not ‘\(kind)’.")
        }
        guard (known == .google) == (name == nil) else {
            throw ValidationError(known == .google ? "‘google’ takes no name." : "Name the \(kind).")
        }
    }

    func run(in session: CommandSession) async throws {
        let (project, projects) = (session.context.target.description, session.controlPlane.projects)
        let choice: NetworkChoice
        if let kind = kind.flatMap(NetworkOption.Kind.init) {
            choice = try await projects.chooseNetwork(
                session.context, project, region: region, kind: kind, name: name ?? "",
                allTraffic: privateRangesOnly ? false : nil
            )
        } else {
            choice = try await projects.network(session.context, project, region: region)
        }
        let view = NetworkView(choice)
        try output.list(view.options, json: view, empty: "No way was found.")
        if !output.json, !output.quiet {
            let place = view.bucket.map { " (remembered in gs://\($0))" } ?? ""
            Console.note("Later deployments in \(view.region): \(choice.chosen?.text ?? "Google's own path")\(place)")
            for problem in view.problems { Console.note("could not be looked at: \(problem.detail)") }
        }
    }
}

extension NetworkOptionView: TableRow {
    package static var header: [String] { ["", "KIND", "NAME", "RANGE", "NOTES"] }
    package var cells: [String] {
        let mark = chosen ? "→" : recommended ? "★" : usable ? "" : "✗"
        return [mark, kind, name.isEmpty ? "-" : name, range ?? "-", ([reason] + notes).joined(separator: " ")]
    }
    package var quiet: String { name.isEmpty ? kind : "\(kind) \(name)" }
}
