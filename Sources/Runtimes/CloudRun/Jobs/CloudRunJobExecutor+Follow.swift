import Domain
import GoogleCloud
import Importing
import Outbound

extension CloudRunJobExecutor {
    private enum Outcome: Sendable {
        case published(ModelManifest)
        /// Somebody took the import back.
        case gone
        /// No task runs any more.
        case over(RunExecution)
    }

    /// Follows an execution to its end: its journals tell how far it is, the API how its tasks end.
    func follow(
        _ execution: String, _ run: ImportJobRun, _ engine: ImportEngine, lease: LeaseHolder? = nil,
        _ report: @escaping ImportReporter
    ) async throws -> ModelManifest {
        let outcome = try await watch(execution, run, engine, lease: lease, report)
        switch outcome {
        case .published(let manifest):
            for file in manifest.files {
                report(.size(path: file.path, bytes: file.size))
                report(.file(path: file.path, state: .verified))
            }
            for event in [ImportState.Event.started, .allTransferred, .published] { report(.state(event)) }
            await clean(run, waitingFor: execution, keepsToken: false)
            return manifest
        case .gone:
            await clean(run, waitingFor: execution, keepsToken: false)
            throw Problem(.cancelled, "The import was cancelled", detail: "import \(run.importID) was taken back")
        case .over(let last):
            let problem = try await cause(of: last, run, engine)
            await end(run, engine, after: problem, report)
            throw problem
        }
    }

    private func watch(
        _ execution: String, _ run: ImportJobRun, _ engine: ImportEngine, lease: LeaseHolder?,
        _ report: @escaping ImportReporter
    ) async throws -> Outcome {
        var lease = lease
        var events = ImportTraceEvents(group: run.group)
        let reader = ImportTraceReader(engine.store, importID: run.importID)
        var isStopping = false
        while true {
            // Ours until task 0 takes it; from then on our renewal fails and we hold nothing.
            do { try await lease?.renewIfDue() } catch { lease = nil }
            // The execution first: what its journals say after its end is the last word.
            let state = try await patiently { try await self.run.execution(execution) }
            let trace = try await patiently { try await reader.read() }
            guard let trace else {
                guard let manifest = try await engine.manifest(of: run.record.plan.model.identity) else { return .gone }
                return .published(manifest)
            }
            for event in events.events(of: trace) { report(event) }
            if state.isOver { return .over(state) }
            if !isStopping, Self.finalFailure(trace, run.group) != nil {
                // Further attempts would fail the same way.
                isStopping = true
                _ = try? await self.run.cancelExecution(execution)
            }
            try await Task.sleep(for: settings.pollInterval)
        }
    }

    /// A network that is away for a while does not end what runs elsewhere.
    private func patiently<Answer: Sendable>(_ call: () async throws -> Answer) async throws -> Answer {
        var failures = 0
        while true {
            do {
                return try await call()
            } catch {
                let isRetryable =
                    (error as? Problem)?.isRetryable ?? (error as? GoogleCloudError)?.isRetryable
                    ?? (error is OutboundError)
                failures += 1
                guard isRetryable, failures < 30, !Task.isCancelled else {
                    throw GoogleProblem.problem(error, doing: "follow the job")
                }
                try await Task.sleep(for: settings.pollInterval)
            }
        }
    }

    private static func finalFailure(_ trace: ImportTrace, _ group: String) -> Problem? {
        for journal in trace.journals.values where journal.group == group {
            if case .failed(let problem) = journal.state, !problem.isRetryable { return problem }
        }
        return nil
    }

    /// What a task journalled as its failure; else how Cloud Run saw the tasks end.
    private func cause(of execution: RunExecution, _ run: ImportJobRun, _ engine: ImportEngine) async throws -> Problem
    {
        let trace = try await ImportTrace.read(engine.store, importID: run.importID)
        if let trace, let problem = Self.finalFailure(trace, run.group) { return problem }
        if execution.wasCancelled {
            return Problem(
                .cancelled, "The import was stopped",
                detail: "the job's execution was cancelled; what has arrived is kept",
                fix: "Resume it at any time."
            )
        }
        if let trace {
            for journal in trace.journals.values.sorted(by: { $0.task < $1.task }) where journal.group == run.group {
                if case .failed(let problem) = journal.state { return problem }
            }
        }
        let tasks = (try? await self.run.tasks(of: execution.name)) ?? []
        return ImportJobCause.problem(execution: execution, tasks: tasks, settings: settings)
    }

    /// Leaves a failed import so that it can be resumed, and takes away what was made for it.
    func end(
        _ run: ImportJobRun, _ engine: ImportEngine, after error: any Error, _ report: @escaping ImportReporter
    ) async {
        // The manager is going: the job goes on without it.
        if error is CancellationError { return }
        let problem = error as? Problem ?? Problem(.unavailable, "The import was interrupted", detail: "\(error)")
        let event: ImportState.Event = problem.code == .cancelled ? .stopped(.stopped) : .failed(problem)
        _ = try? await engine.concede(run.importID, group: run.group, event)
        report(.state(event))
        await clean(run, waitingFor: nil, keepsToken: run.record.keepsToken)
    }
}
