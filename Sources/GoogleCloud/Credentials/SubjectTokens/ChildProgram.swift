import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A short-lived program in a process group of its own, whose standard output is wanted.
struct ChildProgram: Sendable {
    private static let longestOutput = 1 << 20

    let words: [String]
    let environment: [String: String]

    /// What it printed. Its group is killed when it has ended, has printed too much, its time is over, or the caller is
    /// cancelled; it is never left behind.
    ///
    /// - Throws: `GoogleCloudError` with code `credentialsInvalid`; `CancellationError`.
    func output(within limit: Duration) async throws -> Data {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ExecutableAnswer.refusal("no pipe: \(Self.text(errno))") }
        let (reading, writing) = (ends[0], ends[1])
        _ = fcntl(reading, F_SETFD, FD_CLOEXEC)
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        defer { close(reading) }
        let pid: pid_t
        do {
            defer { close(writing) }
            pid = try start(writing)
        }
        defer { Self.end(pid) }
        let deadline = ContinuousClock.now + limit
        var output = Data()
        while true {
            let hasEnded = Self.hasEnded(pid)
            try Self.drain(reading, into: &output)
            if hasEnded { break }
            guard ContinuousClock.now < deadline else {
                throw ExecutableAnswer.refusal("it did not end within \(limit.components.seconds) s")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let status = Self.end(pid)
        guard status == 0 else { throw ExecutableAnswer.refusal("it ended with status \(status)") }
        return output
    }

    private func start(_ writing: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, writing, 1)
        // What it says on standard error may hold secrets, and belongs to no log of ours.
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        for handle in Self.openHandles() where handle > 2 { posix_spawn_file_actions_addclose(&actions, handle) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETPGROUP))
        var pid: pid_t = 0
        let variables = environment.keys.sorted().map { "\($0)=\(environment[$0] ?? "")" }
        let status = Self.withCStrings(words) { arguments in
            Self.withCStrings(variables) { variables in
                arguments[0].map { posix_spawnp(&pid, $0, &actions, &attributes, arguments, variables) } ?? ENOENT
            }
        }
        guard status == 0 else {
            throw ExecutableAnswer.refusal("‘\(words[0].prefix(200))’ could not be started: \(Self.text(status))")
        }
        return pid
    }

    /// Leaves the remains in place: until they are collected nobody else gets the number of the group.
    private static func hasEnded(_ pid: pid_t) -> Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo == SIGCHLD
    }

    /// Kills what is left of the group, and takes note of the end of its leader; the exit status, or 128 and a signal.
    @discardableResult
    private static func end(_ pid: pid_t) -> Int32 {
        var info = siginfo_t()
        guard waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return -1 }
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private static func drain(_ handle: Int32, into output: inout Data) throws {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(handle, &buffer, buffer.count)
            guard count > 0 else { return }
            output.append(contentsOf: buffer[..<count])
            guard output.count <= longestOutput else { throw ExecutableAnswer.refusal("it prints more than 1 MiB") }
        }
    }

    private static func openHandles() -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = texts.map { strdup($0) }
        defer { pointers.forEach { free($0) } }
        return body(pointers + [nil])
    }
}
