import Domain
import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An engine as a process of this machine, in a session and process group of its own: it outlives us.
///
/// A pid is used again after its process has ended; together with the start time it names one process for good.
struct EngineProcess: Sendable, Hashable, Codable {
    var pid: Int32
    /// Clock ticks after boot (`/proc/PID/stat`, field 22); empty where the system does not tell.
    var startTime: String

    /// Starts a program with its output going to the end of a file.
    ///
    /// - Throws: `deploy-failed` when there is no such program or it may not be run.
    static func start(
        _ words: [String], environment: [String: String], directory: String, logPath: String
    ) throws(Problem) -> EngineProcess {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Sockets and files of ours are no business of an engine that outlives us.
        for handle in openHandles() where handle > 2 { posix_spawn_file_actions_addclose(&actions, handle) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | newSession)

        var pid: pid_t = 0
        let variables = environment.keys.sorted().map { "\($0)=\(environment[$0] ?? "")" }
        let status = withCStrings(words) { arguments in
            withCStrings(variables) { variables in
                arguments[0].map { posix_spawnp(&pid, $0, &actions, &attributes, arguments, variables) } ?? ENOENT
            }
        }
        guard status == 0 else {
            throw Problem(
                .deployFailed, "The engine could not be started",
                detail: "‘\(words.first ?? "")’: \(String(cString: strerror(status)))",
                fix: "Install the engine, or set the program that starts it."
            )
        }
        return EngineProcess(pid: pid, startTime: startTime(of: pid) ?? "")
    }

    /// Whether this very process runs. Takes note of its end when it is a child of ours.
    var isRunning: Bool {
        var status: Int32 = 0
        if waitpid(pid, &status, WNOHANG) == pid { return false }
        #if canImport(Glibc)
        guard let now = Self.startTime(of: pid) else { return false }
        return now == startTime
        #else
        return kill(pid, 0) == 0
        #endif
    }

    /// This process.
    static var current: EngineProcess { EngineProcess(pid: getpid(), startTime: startTime(of: getpid()) ?? "") }

    /// Asks the whole group to end.
    func ask() {
        if isRunning { kill(-pid, SIGTERM) }
    }

    /// Ends the engine and everything that came of it: asks the group, and kills what is there after the grace time,
    /// children in sessions of their own included. Returns when nothing is left.
    ///
    /// - Parameter token: what marks the engine's environment; empty when nothing does.
    func stop(grace: Duration, interval: Duration, token: String = "") async throws {
        let clock = ContinuousClock()
        ask()
        let deadline = clock.now + grace
        while isRunning, clock.now < deadline { try await Task.sleep(for: min(interval, .milliseconds(100))) }
        if isRunning { kill(-pid, SIGKILL) }
        // Children of the engine may have stayed when it itself has gone, and may still be starting others.
        while true {
            let members = ProcessTable.read().members(of: self, token: token)
            for member in members { kill(member.process.pid, SIGKILL) }
            if members.isEmpty, !isRunning { return }
            try await Task.sleep(for: min(interval, .milliseconds(20)))
        }
    }

    private static func openHandles() -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }
    }

    /// nil when there is no such process, or only its remains.
    private static func startTime(of pid: Int32) -> String? {
        ProcessTable.stat(of: pid).flatMap { $0.count > 19 ? $0[19] : nil }
    }

    #if canImport(Glibc)
    /// `POSIX_SPAWN_SETSID` of glibc, behind a feature macro in its header.
    private static let newSession: Int16 = 0x80
    #else
    private static let newSession = Int16(POSIX_SPAWN_SETSID)
    #endif

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = texts.map { strdup($0) }
        defer { pointers.forEach { free($0) } }
        return body(pointers + [nil])
    }
}
