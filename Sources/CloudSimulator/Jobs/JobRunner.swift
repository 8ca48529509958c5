import Foundation
import Logging
import Synchronization

/// Runs the tasks of executions as processes of this program: retries, timeouts, cancellation.
///
/// The state on disk leads: a simulator that was killed goes on with the executions that it had begun, each task with a
/// new attempt. No task outlives its simulator: one that is stopped kills them, tasks of one that was killed notice it
/// by their parent (`LLM_MANAGER_TASK_PARENT`), and the next simulator ends what it still finds.
final class JobRunner: Sendable {
    static let parentVariable = "LLM_MANAGER_TASK_PARENT"
    private static let executionVariable = "CLOUD_RUN_EXECUTION"

    private let store: CloudRunStore
    let secrets: SecretStore
    private let logs: LogBook
    private let state: StateDirectory
    /// The program that every image stands for; nil when this process is another one.
    private let program: String?
    private let delay: Duration
    private let running = Mutex<[String: pid_t]>([:])
    private let isStopped = Mutex(false)

    init(
        store: CloudRunStore, secrets: SecretStore, logs: LogBook, state: StateDirectory, program: String?,
        delay: Duration
    ) {
        self.store = store
        self.secrets = secrets
        self.logs = logs
        self.state = state
        self.program = program
        self.delay = delay
    }

    /// Goes on with what an earlier simulator over this state had begun.
    func resume() throws {
        for execution in try store.current().executions.values where execution.completionTime == nil {
            for task in execution.tasks {
                guard let pid = task.pid, Self.isTask(pid, of: execution.id) else { continue }
                kill(pid, SIGKILL)
            }
            begin(execution.name)
        }
    }

    /// Starts an execution's tasks; returns at once.
    func begin(_ name: String) {
        Task {
            try await Task.sleep(for: delay)
            try await run(name)
        }
    }

    /// SIGTERM to every task of an execution, SIGKILL ten seconds later; tasks that have not begun never do.
    func cancel(_ name: String) throws {
        try store.update { $0.executions[name]?.isCancelling = true }
        signal(name, SIGTERM)
        Task {
            try await Task.sleep(for: .seconds(10))
            signal(name, SIGKILL)
        }
    }

    /// The simulator ends, and no task outlives it.
    func stop() {
        isStopped.withLock { $0 = true }
        for pid in running.withLock({ $0.values }) { kill(pid, SIGKILL) }
    }

    private func signal(_ name: String, _ number: Int32) {
        let pids = running.withLock { running in running.filter { $0.key.hasPrefix(name + "/") }.values }
        for pid in pids { kill(pid, number) }
    }

    private static func isTask(_ pid: pid_t, of execution: String) -> Bool {
        guard let environment = try? Data(contentsOf: URL(filePath: "/proc/\(pid)/environ")) else { return false }
        return environment.range(of: Data("\(executionVariable)=\(execution)\0".utf8)) != nil
    }

    private func run(_ name: String) async throws {
        guard let execution = try store.current().executions[name], execution.completionTime == nil else { return }
        try store.update { $0.executions[name]?.startTime = execution.startTime ?? Timestamp.now }
        await withTaskGroup(of: Void.self) { group in
            var free = max(1, execution.parallelism)
            for task in execution.tasks where !task.isOver {
                if free == 0 {
                    await group.next()
                    free += 1
                }
                free -= 1
                group.addTask { try? await self.run(task: task.index, of: name) }
            }
        }
        guard !isStopped.withLock({ $0 }) else { return }
        try store.finishExecution(name)
    }

    private func run(task index: Int, of name: String) async throws {
        while let execution = try store.current().executions[name], !isStopped.withLock({ $0 }) {
            let task = execution.tasks[index]
            guard !execution.isCancelling else { return try change(task: index, of: name) { $0.phase = .cancelled } }
            // An attempt that ran when the simulator was killed has failed with it.
            let retried = task.phase == .running ? task.retried + 1 : task.retried
            try change(task: index, of: name) { task in
                task.phase = .running
                task.retried = retried
                task.startTime = task.startTime ?? Timestamp.now
            }
            let end = try await attempt(execution, index, retried)
            if isStopped.withLock({ $0 }) { return }
            let isCancelling = try store.current().executions[name]?.isCancelling ?? true
            let isLast = retried >= execution.maxRetries
            let isDone = end.status == 0 && !end.isSignal
            try change(task: index, of: name) { task in
                task.record(end)
                task.pid = nil
                task.completionTime = Timestamp.now
                if isDone {
                    task.phase = .succeeded
                } else if isCancelling {
                    task.phase = .cancelled
                } else if isLast {
                    task.phase = .failed
                } else {
                    task.retried = retried + 1
                    task.phase = .waiting
                    task.completionTime = nil
                }
            }
            if isDone || isCancelling || isLast { return }
        }
    }

    private func change(task index: Int, of name: String, _ change: (inout TaskRecord) -> Void) throws {
        try store.update { state in
            guard var execution = state.executions[name] else { return }
            change(&execution.tasks[index])
            state.executions[name] = execution
        }
    }

    private func attempt(_ execution: ExecutionRecord, _ index: Int, _ attempt: Int) async throws -> TaskProcess.End {
        let container = execution.container
        let words = (container["command"]?.array ?? []).compactMap(\.string)
        guard let path = words.first.flatMap({ $0.hasPrefix("/") ? $0 : nil }) ?? program else {
            try log(["no program to run: the simulator is not llm-manager"], execution, index, attempt)
            return TaskProcess.End(status: 127, isSignal: false)
        }
        let folder = try state.directory("tasks")
        let process = TaskProcess(
            program: path,
            arguments: words.dropFirst() + (container["args"]?.array ?? []).compactMap(\.string),
            environment: try environment(of: execution, index, attempt),
            log: folder.file("\(execution.id)-\(index)-\(attempt).log")
        )
        let key = "\(execution.name)/\(index)"
        let end = try await process.run(timeout: execution.timeout) { [self] pid in
            running.withLock { $0[key] = pid }
            try? change(task: index, of: execution.name) { $0.pid = pid }
            // Cancelled, or the simulator ended, in the moment before.
            let isCancelling = (try? store.current().executions[execution.name]?.isCancelling) ?? false
            if isStopped.withLock({ $0 }) { kill(pid, SIGKILL) } else if isCancelling { kill(pid, SIGTERM) }
        }
        running.withLock { $0[key] = nil }
        let text = (try? String(contentsOfFile: process.log, encoding: .utf8)) ?? ""
        try log(text.split(separator: "\n").suffix(50).map(String.init), execution, index, attempt)
        return end
    }

    private func environment(of execution: ExecutionRecord, _ index: Int, _ attempt: Int) throws -> [String: String] {
        let own = ProcessInfo.processInfo.environment
        // What tests turn in our own environment (how long a lease lives), tasks see too.
        var environment = own.filter { $0.key.hasPrefix("LLM_MANAGER_") }
        let given: [String: String] = [
            "LLM_MANAGER_SIMULATOR": state.path, Self.parentVariable: String(getpid()),
            "CLOUD_RUN_TASK_INDEX": String(index), "CLOUD_RUN_TASK_COUNT": String(execution.tasks.count),
            "CLOUD_RUN_TASK_ATTEMPT": String(attempt), "CLOUD_RUN_JOB": execution.job,
            Self.executionVariable: execution.id,
        ]
        environment.merge(given) { $1 }
        for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "LLM_MANAGER_LEASE_SECONDS"] {
            environment[name] = own[name]
        }
        for variable in execution.container["env"]?.array ?? [] {
            guard let name = variable["name"]?.string else { continue }
            if let reference = variable["valueSource"]?["secretKeyRef"] {
                environment[name] = try secrets.value(
                    of: reference["secret"]?.string ?? "", version: reference["version"]?.string ?? "latest",
                    in: execution.project
                )
            } else {
                environment[name] = variable["value"]?.string ?? ""
            }
        }
        return environment
    }

    private func log(_ lines: [String], _ execution: ExecutionRecord, _ index: Int, _ attempt: Int) throws {
        let resource: JSONValue = [
            "type": "cloud_run_job",
            "labels": [
                "project_id": .string(execution.project), "location": .string(execution.region),
                "job_name": .string(execution.job),
            ],
        ]
        let labels: JSONValue = [
            "run.googleapis.com/execution_name": .string(execution.id),
            "run.googleapis.com/task_index": .string(String(index)),
            "run.googleapis.com/task_attempt": .string(String(attempt)),
        ]
        for line in lines {
            try logs.write(
                line, severity: "DEFAULT", project: execution.project, log: "run.googleapis.com/stdout",
                resource: resource, labels: labels
            )
        }
    }
}

extension TaskRecord {
    /// What Cloud Run says of an attempt's end.
    fileprivate mutating func record(_ end: TaskProcess.End) {
        (exitCode, termSignal, statusCode, message) = (nil, nil, nil, nil)
        if end.timedOut {
            (exitCode, statusCode) = (end.isSignal ? nil : end.status, 4)
            termSignal = end.isSignal ? end.status : nil
            message = "The configured timeout was reached."
        } else if end.isSignal {
            (termSignal, statusCode) = (end.status, 13)
            message = "Application terminated by signal \(end.status)."
        } else {
            exitCode = end.status
            guard end.status != 0 else { return }
            (statusCode, message) = (13, "The container exited with an error.")
        }
    }
}
