import API
import ArgumentParser
import ControlPlane
import Domain

struct ServicesCallingCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "calling", abstract: "Show how to call a service from a program: curl, Python, JavaScript."
    )

    @OptionGroup var which: ServiceArgument

    @Option(help: ArgumentHelp("One way only: direct, proxy or token.", valueName: "way"))
    var way: String?

    @Option(help: ArgumentHelp("One language only: curl, python or javascript.", valueName: "language"))
    var language: CallingWay.Snippet.Language?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(in session: CommandSession) async throws {
        var guide = try await session.controlPlane.services.calling(session.context, which.id())
        if let way { guide.ways.removeAll { $0.id != way } }
        try output.show(guide) {
            guide.ways.map { way in
                let setup = way.setup.map { ["# \(way.setupTitle ?? "First")", $0] } ?? []
                let snippets = way.snippets.filter { language == nil || $0.language == language }
                    .flatMap { ["", "# \($0.language.rawValue)", $0.text] }
                return (["# \(way.title): \(way.about)"] + setup + snippets).joined(separator: "\n")
            }.joined(separator: "\n\n")
        }
    }
}

extension CallingWay.Snippet.Language: ExpressibleByArgument {}
