import ArgumentParser
import CLI
import Domain
import Foundation
import Importing
import Logging
import Runtimes

/// `llm-manager import-task`: one task of an import that runs as a Cloud Run job. Started by Cloud Run, not by people.
///
/// Exit status 0 says that there is nothing left to do for this task; any other makes Cloud Run start it again (as
/// often as the job allows), where it goes on with its journal. What trying again does not cure is in the journal, and
/// the next attempt ends with it at once, before a byte moves.
struct ImportTaskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-task", abstract: "One task of an import that runs as a Cloud Run job.",
        shouldDisplay: false
    )

    @Option(help: "The bucket that the import writes to.")
    var bucket: String

    @Option(name: .customLong("import"), help: "The import's id.")
    var importID: String

    @Option(help: "Bytes in flight at most.")
    var window: Int?

    @OptionGroup(title: "Where") var connection: ConnectionOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let parent = Self.endWithParent(environment)
        defer { parent?.cancel() }
        do {
            let (bucket, importID) = (bucket, importID)
            var plan = CompositionPlan(try connection.request(window: window), logger: Self.logger)
            // Who ends a task from outside is not known here; what a person has ended is taken back or conceded as such.
            plan.interruption = .shutDown
            let taskPlan = plan
            try await Interrupts().guarding {
                try await ImportTaskRun(bucket: bucket, importID: importID, environment: environment)
                    .run(taskPlan)
            }
        } catch let problem as Problem {
            Self.say("error: \(problem.description)")
            throw ExitStatus(problem.code).exitCode
        } catch is CancellationError {
            Self.say("stopped; the journal is written")
            throw ExitStatus.interrupted.exitCode
        }
    }

    static func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

    private static var logger: Logger {
        var logger = Logger(label: "llm-manager", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .warning
        return logger
    }

    /// A simulated task must not outlive its simulator, even when that is killed.
    private static func endWithParent(_ environment: [String: String]) -> Task<Void, Never>? {
        guard let parent = environment["LLM_MANAGER_TASK_PARENT"].flatMap({ pid_t($0) }) else { return nil }
        return Task.detached {
            while !Task.isCancelled {
                if getppid() != parent { _exit(137) }
                try? await Task.sleep(for: .milliseconds(250))
            }
        }
    }
}

/// What one attempt of a task does.
struct ImportTaskRun: Sendable {
    var bucket: String
    var importID: String
    var environment: [String: String]

    func run(_ plan: CompositionPlan) async throws {
        let task = try task()
        let token = environment[ImportJobMarks.tokenVariable].flatMap { Secret($0) }
        let composition = try await Composition.make(plan)
        do {
            try await work(task, token: token, composition, plan)
        } catch {
            await composition.close()
            throw error
        }
        await composition.close()
    }

    private func work(_ task: ImportTask, token: Secret?, _ composition: Composition, _ plan: CompositionPlan)
        async throws
    {
        guard let target = plan.target else {
            throw Problem(
                .invalidRequest, "No project", detail: "a task belongs to a project", fix: "Add --project ID.")
        }
        let store = try composition.engines.store(bucket, in: target)
        guard let record = try await ImportRecord.read(importID, from: store) else {
            ImportTaskCommand.say("import \(importID) has ended: nothing to do")
            return
        }
        let engine = try composition.engines.engine(
            for: record.plan.model.reference.source, bucket: bucket, in: target
        )
        ImportTaskCommand.say("task \(task.index) of \(task.count): \(record.plan.model.identity) into \(bucket)")
        do {
            let hasWorked = try await engine.runTask(importID, task, token: token) { event in
                if case .file(let path, .verified) = event { ImportTaskCommand.say("verified \(path)") }
            }
            ImportTaskCommand.say(hasWorked ? "done" : "nothing left to do")
            if task.isCoordinator { await forget(composition, target) }
        } catch {
            if task.isCoordinator, !RetryPolicy.isRetryable(error), !(error is CancellationError), !record.keepsToken {
                await forget(composition, target)
            }
            throw error
        }
    }

    /// The manager that started the job may be gone: the token is taken away from here, too.
    private func forget(_ composition: Composition, _ target: Target) async {
        guard environment[ImportJobMarks.secretVariable] != nil else { return }
        try? await composition.vault(of: target)?.destroy(importID)
    }

    private func task() throws(Problem) -> ImportTask {
        func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
        guard let index = number("CLOUD_RUN_TASK_INDEX"), let count = number("CLOUD_RUN_TASK_COUNT"),
            (0..<count).contains(index), let group = environment[ImportJobMarks.groupVariable], !group.isEmpty
        else {
            throw Problem(
                .invalidRequest, "Not a task of a job",
                detail: "CLOUD_RUN_TASK_INDEX, CLOUD_RUN_TASK_COUNT and \(ImportJobMarks.groupVariable) say which task "
                    + "this is",
                fix: "Import by: llm-manager models import MODEL --bucket NAME --executor job"
            )
        }
        return ImportTask(index: index, count: count, group: group)
    }
}
