import API
import ArgumentParser
import ControlPlane
import Domain

struct ProjectsListCommand: SessionCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the projects you can see.")

    @Option(help: ArgumentHelp("Only projects whose id or name begins with this.", valueName: "text"))
    var query = ""

    @Option(help: ArgumentHelp("Projects at most; what is left out is said.", valueName: "count"))
    var limit = 1000

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var needsTarget: Bool { false }

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit takes a number above 0.") }
    }

    func run(in session: CommandSession) async throws {
        var list = ProjectList(projects: [], nextPageToken: nil, canList: true, problem: nil)
        repeat {
            let page = try await session.controlPlane.projects.list(
                session.context, query: query, pageToken: list.nextPageToken
            )
            if let problem = page.problem { throw problem }
            let view = ProjectList(page)
            list.projects += view.projects
            list.nextPageToken = view.nextPageToken
        } while list.nextPageToken != nil && list.projects.count < limit
        let isCut = list.nextPageToken != nil || list.projects.count > limit
        list.projects = Array(list.projects.prefix(limit))
        try output.list(list.projects, json: list, empty: "No project can be seen with these credentials.")
        if isCut { Console.note("There are more than \(limit); narrow with --query, or raise --limit.") }
    }
}
