import ArgumentParser
import CLI
import Domain
import Foundation
import Logging

/// `llm-manager`: one binary, all verbs.
struct LLMManager: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "llm-manager",
        abstract: "Import an open model from a hub into your own bucket, prove every byte, and run it.",
        discussion: """
            Exit statuses:
            \(ExitStatus.allCases.map { "  \($0.rawValue)  \($0.meaning)" }.joined(separator: "\n"))
            """,
        version: Version.full,
        subcommands: [
            ServeCommand.self, SimulateCommand.self, ProxyCommand.self, BucketsCommand.self, ModelsCommand.self,
            ServicesCommand.self, ProjectsCommand.self, LocalCommand.self, WhoAmICommand.self, DoctorCommand.self,
            PlanFileCommand.self, ApplyFileCommand.self, ExportFileCommand.self, SchemaCommand.self,
            ImportTaskCommand.self,
        ]
    )
}

@main
enum Main {
    static func main() async {
        Memory.keepTransferBuffers()
        await CommandSession.$open.withValue(SessionOpener(open)) { await LLMManager.main() }
    }

    /// A session of one command: quiet logging, the machine's user as actor.
    private static func open(_ request: SessionRequest) async throws -> CommandSession {
        var logger = Logger(label: "llm-manager", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .warning
        guard request.target != nil || !request.needsTarget else {
            throw Problem(
                .invalidRequest, "No project", detail: "the command works on a project and none is named",
                fix: "Add --project ID (or set LLM_MANAGER_PROJECT); --project local is this machine."
            )
        }
        let composition = try await Composition.make(CompositionPlan(request, logger: logger))
        let context = RequestContext(
            actor: ProcessInfo.processInfo.environment["USER"] ?? "command line", role: .admin,
            target: request.target ?? .local, requestID: UUID().uuidString.lowercased()
        )
        return CommandSession(controlPlane: composition.controlPlane, context: context) { await composition.close() }
    }
}
