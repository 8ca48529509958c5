import API
import ArgumentParser
import ControlPlane
import Domain
import Foundation

struct ServicesAskCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Ask a service something, through its endpoint.",
        discussion: "A service that is scaled to zero starts an instance for it; that is told while it lasts."
    )

    @OptionGroup var which: ServiceArgument

    @Argument(help: "The question (for an embedding model: the text to embed).")
    var prompt: String

    @Flag(help: "Print the answer as it comes; with --json one event a line.")
    var stream = false

    @Option(
        help: ArgumentHelp("What is asked for: chat, completion or embedding (what the model does).", valueName: "form")
    )
    var form: Question.Form?

    @Option(help: ArgumentHelp("What the model is told before the question.", valueName: "text"))
    var system: String?

    @Option(help: ArgumentHelp("Tokens of the answer at most.", valueName: "count"))
    var maxTokens: Int?

    @Option(help: ArgumentHelp("0 to 2; how freely it answers.", valueName: "number"))
    var temperature: Double?

    @OptionGroup(title: "Where") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    private var question: Question {
        let before = system.map { [Question.Message(role: "system", content: $0)] } ?? []
        return Question(
            form: form, messages: before + [Question.Message(role: "user", content: prompt)], maxTokens: maxTokens,
            temperature: temperature
        )
    }

    func run(in session: CommandSession) async throws {
        let services = session.controlPlane.services
        guard stream else {
            let answer = try await services.ask(session.context, which.id(), question)
            return try output.show(AskAnswer(answer)) {
                answer.text + (answer.isStandIn ? "  [the simulator's stand-in engine]" : "")
            }
        }
        for try await event in try await services.converse(session.context, which.id(), question) { try show(event) }
    }

    private func show(_ event: AnswerEvent) throws {
        if output.json { return try Console.printJSONLine(AnswerEventView.named(event).view) }
        switch event {
        case .waiting(let seconds): Console.note("  waiting for an instance to start … \(seconds) s")
        case .began: break
        case .piece(let piece): FileHandle.standardOutput.write(Data((piece.thinking + piece.text).utf8))
        case .ended(let summary):
            // What came whole has not been printed yet.
            if summary.firstTokenMilliseconds == nil { Console.print(summary.text) } else { Console.print("") }
            Console.note("  " + Self.text(summary))
        }
    }

    static func text(_ summary: AnswerSummary) -> String {
        var parts = ["\(summary.milliseconds) ms"]
        if let first = summary.firstTokenMilliseconds { parts.append("first token after \(first) ms") }
        if let tokens = summary.generatedTokens { parts.append("\(tokens) tokens") }
        if let rate = summary.tokensPerSecond { parts.append("\((rate * 10).rounded() / 10) tokens/s") }
        if summary.isStandIn { parts.append("the simulator's stand-in engine") }
        return parts.joined(separator: ", ")
    }
}

extension Question.Form: ExpressibleByArgument {}
