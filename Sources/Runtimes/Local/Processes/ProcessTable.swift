import Foundation

/// The processes of this machine as the kernel tells them (`/proc`); empty on systems without it.
struct ProcessTable: Sendable {
    struct Entry: Sendable, Hashable {
        var process: EngineProcess
        var parent: Int32
        var session: Int32
        /// Our mark in its environment; nil when it has none or may not be read.
        var token: String?
        /// The words it was started with.
        var command: String
    }

    /// Stands in the environment of every engine: `OWNER/SERVICE/RANDOM`.
    static let variable = "LLM_MANAGER_ENGINE"

    var entries: [Entry]

    /// As it is now. Zombies have ended and are left out.
    static func read() -> ProcessTable {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return ProcessTable(entries: names.compactMap { Int32($0) }.compactMap(entry))
    }

    /// The members of the engine's session, and whatever else carries its mark: what it leaked included.
    func members(of process: EngineProcess, token: String) -> [Entry] {
        // A pid that somebody else has got in the meantime leads another session.
        let leader = entries.first { $0.process.pid == process.pid }
        let isOurSession = leader.map { $0.process == process } ?? true
        return entries.filter { entry in
            (isOurSession && entry.session == process.pid) || (!token.isEmpty && entry.token == token)
        }
    }

    private static func entry(_ pid: Int32) -> Entry? {
        guard let fields = stat(of: pid), fields.count > 19, let parent = Int32(fields[1]),
            let session = Int32(fields[3])
        else { return nil }
        let mark = Data("\(variable)=".utf8)
        let environment = contents("/proc/\(pid)/environ") ?? Data()
        let token = environment.split(separator: 0).first { $0.starts(with: mark) }
            .map { String(decoding: $0.dropFirst(mark.count), as: UTF8.self) }
        let words = (contents("/proc/\(pid)/cmdline") ?? Data()).split(separator: 0)
            .map { String(decoding: $0, as: UTF8.self) }
        return Entry(
            process: EngineProcess(pid: pid, startTime: fields[19]), parent: parent, session: session, token: token,
            command: words.joined(separator: " ")
        )
    }

    /// The fields of `/proc/PID/stat` from the state on; nil when there is no such process, or only its remains.
    static func stat(of pid: Int32) -> [String]? {
        guard let data = contents("/proc/\(pid)/stat") else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        // The second field is the program's name in parentheses, and may hold anything.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ").map(String.init)
        guard let state = fields.first, state != "Z", state != "X" else { return nil }
        return fields
    }

    private static func contents(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }
}
