import Foundation
import Synchronization

/// One attempt of a task: a real process of this program.
struct TaskProcess: Sendable {
    var program: String
    var arguments: [String]
    var environment: [String: String]
    /// Where its output goes.
    var log: String

    struct End: Sendable {
        var status: Int32
        var isSignal: Bool
        var timedOut = false
    }

    /// Runs it to its end. After `timeout` seconds it gets SIGTERM, and SIGKILL ten seconds later.
    ///
    /// - Parameter begun: told the process id, as soon as there is one.
    func run(timeout: Double, begun: @escaping @Sendable (pid_t) -> Void) async throws -> End {
        try Data().write(to: URL(filePath: log))
        let output = try FileHandle(forWritingTo: URL(filePath: log))
        defer { try? output.close() }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let deadline = Deadline()
        let end = try await withCheckedThrowingContinuation { (ended: CheckedContinuation<End, any Error>) in
            process.terminationHandler = { process in
                let isSignal = process.terminationReason == .uncaughtSignal
                ended.resume(returning: End(status: process.terminationStatus, isSignal: isSignal))
            }
            do {
                try process.run()
            } catch {
                ended.resume(throwing: error)
                return
            }
            let pid = process.processIdentifier
            begun(pid)
            deadline.set(for: pid, after: timeout)
        }
        return End(status: end.status, isSignal: end.isSignal, timedOut: deadline.end())
    }
}

/// Ends a process that takes too long, first politely.
private final class Deadline: Sendable {
    private let state = Mutex<(isPast: Bool, timer: Task<Void, any Error>?)>((false, nil))

    func set(for pid: pid_t, after seconds: Double) {
        let timer = Task {
            try await Task.sleep(for: .seconds(seconds))
            self.state.withLock { $0.isPast = true }
            kill(pid, SIGTERM)
            try await Task.sleep(for: .seconds(10))
            kill(pid, SIGKILL)
        }
        state.withLock { $0.timer = timer }
    }

    /// The process has ended; tells whether it was too late.
    func end() -> Bool {
        state.withLock { state in
            state.timer?.cancel()
            return state.isPast
        }
    }
}
