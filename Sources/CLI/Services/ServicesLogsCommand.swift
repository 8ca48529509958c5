import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesLogsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print a service's log lines, oldest first; with --json one object a line.",
        discussion: "What looks like a token, a key or a password is masked."
    )

    @OptionGroup var which: ServiceArgument

    @Flag(help: "Go on printing until Ctrl-C.")
    var follow = false

    @Option(help: ArgumentHelp("Lines at least this grave: DEBUG, INFO, WARNING, ERROR…", valueName: "severity"))
    var severity: LogSeverity?

    @Option(help: ArgumentHelp("Lines that contain this text.", valueName: "text"))
    var grep: String?

    @Option(help: ArgumentHelp("Lines since then: 15m, 1h, 7d or a time in RFC 3339 (7d).", valueName: "when"))
    var since: String?

    @Option(help: ArgumentHelp("Lines until then.", valueName: "when"))
    var until: String?

    @Option(help: ArgumentHelp("Lines of this revision only.", valueName: "name"))
    var revision: String?

    @Option(help: ArgumentHelp("Lines at most, the newest; more than 1000 are read page by page.", valueName: "count"))
    var limit: Int = 200

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try CommandLineCheck.passing { _ = try query() }
        guard (1...Services.downloadLimit).contains(limit) else {
            throw ValidationError("--limit is 1 to \(Services.downloadLimit).")
        }
    }

    private func query() throws -> LogQuery {
        LogQuery(
            severity: severity, text: grep, since: try since.map { try LogMoment.parse($0) },
            until: try until.map { try LogMoment.parse($0) }, revision: revision, limit: limit
        )
    }

    func run(in session: CommandSession) async throws {
        let services = session.controlPlane.services
        if follow {
            for try await line in try services.follow(session.context, which.id(), query()) { try show(line) }
        } else if limit > LogQuery.largestLimit {
            let lines = try await services.download(session.context, which.id(), query())
            for line in lines.suffix(limit) { try show(line) }
        } else {
            let page = try await services.logs(session.context, which.id(), query())
            for line in page.lines { try show(line) }
            if page.older != nil {
                Console.note("There are older lines: --limit takes up to \(Services.downloadLimit).")
            }
        }
    }

    private func show(_ line: LogLine) throws {
        if output.json { return try Console.printJSONLine(line) }
        Console.print("\(line.at) \(line.severity) \(line.text)")
    }
}

extension LogSeverity: ExpressibleByArgument {
    package init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}
