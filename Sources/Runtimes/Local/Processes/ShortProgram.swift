import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program that is run for what it says: `--version`, `nvidia-smi`.
enum ShortProgram {
    struct Output: Sendable, Hashable {
        /// 0 when all went well; 127 when there is no such program; 137 when it took too long.
        var status: Int32
        /// What it wrote on both channels, at most 1 MiB.
        var text: String
    }

    private static let look = 0.01

    /// - Returns: what it wrote until it ended or the limit was reached; then it is killed.
    static func run(_ words: [String], seconds: Double) async -> Output {
        await withRunning(words) { process, file in
            let end = Date(timeIntervalSinceNow: seconds)
            while Date() < end, !Task.isCancelled {
                if let status = process.reap() { return output(status, file) }
                try? await Task.sleep(for: .seconds(look))
            }
            return ended(process, file)
        }
    }

    /// The same for callers that cannot wait asynchronously; blocks the thread.
    static func wait(_ words: [String], seconds: Double) -> Output {
        let file = newFile()
        defer { try? FileManager.default.removeItem(atPath: file) }
        guard let process = try? start(words, file) else { return Output(status: 127, text: "no such program") }
        let end = Date(timeIntervalSinceNow: seconds)
        while Date() < end {
            if let status = process.reap() { return output(status, file) }
            usleep(UInt32(look * 1e6))
        }
        return ended(process, file)
    }

    private static func withRunning(
        _ words: [String], _ body: (EngineProcess, String) async -> Output
    ) async -> Output {
        let file = newFile()
        defer { try? FileManager.default.removeItem(atPath: file) }
        guard let process = try? start(words, file) else { return Output(status: 127, text: "no such program") }
        return await body(process, file)
    }

    private static func newFile() -> String {
        FileManager.default.temporaryDirectory.appending(path: "llm-manager-\(UUID().uuidString)")
            .path(percentEncoded: false)
    }

    private static func start(_ words: [String], _ file: String) throws -> EngineProcess {
        try EngineProcess.start(
            words, environment: ProcessInfo.processInfo.environment, directory: "/", logPath: file
        )
    }

    private static func ended(_ process: EngineProcess, _ file: String) -> Output {
        process.endGroup()
        while process.reap() == nil { usleep(5000) }
        return output(137, file)
    }

    private static func output(_ status: Int32, _ path: String) -> Output {
        guard let handle = FileHandle(forReadingAtPath: path) else { return Output(status: status, text: "") }
        defer { try? handle.close() }
        let data = (try? handle.read(upToCount: 1 << 20)) ?? Data()
        return Output(status: status, text: String(decoding: data, as: UTF8.self))
    }
}

extension EngineProcess {
    /// The exit status of a child that has ended (128 + signal when one ended it); nil while it runs.
    func reap() -> Int32? {
        var status: Int32 = 0
        let found = waitpid(pid, &status, WNOHANG)
        if found == 0 { return nil }
        guard found == pid else { return isRunning ? nil : 0 }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// Kills its whole process group.
    func endGroup() { kill(-pid, SIGKILL) }

    /// Kills this very process; nothing when it has ended.
    func endNow() {
        if isRunning { kill(pid, SIGKILL) }
    }
}
