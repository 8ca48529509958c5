import API
package import ArgumentParser
import ControlPlane
import Domain
import Synchronization

/// `llm-manager doctor`
package struct DoctorCommand: SessionCommand {
    package static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check this machine's way to Google Cloud: credentials, project, buckets.",
        discussion: """
            --live PROJECT proves it on the project itself: who you are, the checks, a bucket that is made, written, \
            read, compared and deleted, and a deploy that Cloud Run only checks. With --spend also a small service \
            without a GPU, from import to answer, for some cents. Everything that it makes has ‘doctor’ in its name and \
            is taken away again, also when a step fails or you press Ctrl-C; what could not be is named with the \
            command that does it.
            """
    )

    @Option(help: ArgumentHelp("Try it for real on this project.", valueName: "project"))
    var live: String?

    @Flag(help: "With --live: also import a model, run a service of it without a GPU, and ask it.")
    var spend = false

    @Option(help: ArgumentHelp("With --live: where the bucket and the service are made.", valueName: "region"))
    var region = "us-central1"

    @Option(help: ArgumentHelp("With --spend: a small model of an Ollama registry.", valueName: "model"))
    var model = "ollama:smollm2:135m"

    @OptionGroup(title: "Where") package var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package var needsTarget: Bool { false }

    package func validate() throws {
        if spend, live == nil { throw ValidationError("--spend is a part of --live PROJECT.") }
    }

    package func run(in session: CommandSession) async throws {
        if let live { return try await tryLive(live, in: session) }
        let checks = try await session.controlPlane.doctor.examine(session.context).map(CheckView.init)
        try output.list(checks, json: checks, empty: "Nothing to check.")
        if checks.contains(where: { $0.state == .missing }) { throw ExitStatus.refused.exitCode }
    }

    private func tryLive(_ project: String, in session: CommandSession) async throws {
        guard case .project = try Target(parsing: project) else {
            throw Problem(.invalidRequest, "Not a project", detail: "‘\(project)’ is this machine")
        }
        var context = session.context
        context.target = try Target(parsing: project)
        let wish = Doctor.LiveWish(region: region, spends: spend, model: model)
        let isJSON = output.json
        let steps = try await session.controlPlane.doctor.live(context, wish) { step in
            let line = Self.line(step)
            if isJSON { Console.note(line) } else { Console.print(line) }
        }
        let report = LiveReportView(project: project, region: region, spent: spend, steps)
        if isJSON { try Console.printJSON(report) }
        if Task.isCancelled { throw CancellationError() }
        if !report.passed { throw ExitStatus.refused.exitCode }
        if !isJSON { Console.print("Everything works, and nothing was left in \(project).") }
    }

    static func line(_ step: LiveStep) -> String {
        let mark =
            switch step.state {
            case .ok: "✓"
            case .warning: "!"
            case .failed: "✗"
            case .skipped: "-"
            }
        let tenths = (step.milliseconds + 50) / 100
        let time = step.state == .skipped ? "" : "\(tenths / 10).\(tenths % 10) s"
        let padding = String(repeating: " ", count: max(1, 32 - step.title.count))
        let line =
            "\(mark) \(step.title)\(padding)\(time)\(String(repeating: " ", count: max(1, 9 - time.count)))\(step.detail)"
        return step.fix.map { "\(line)\n    fix: \($0)" } ?? line
    }
}
