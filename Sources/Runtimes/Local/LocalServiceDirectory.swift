import Domain
import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The records of local services on disk: `NAME/service.json`, `NAME/engine.log`.
///
/// A record is written to another name and renamed: a reader sees the old one or the new one.
struct LocalServiceDirectory: Sendable {
    var root: String

    func logPath(_ name: String) -> String { "\(root)/\(name)/engine.log" }

    /// Every readable record, by name.
    /// - Throws: `catalog-unreadable` with the file's name when one is broken.
    func records() throws -> [LocalServiceRecord] {
        guard FileManager.default.fileExists(atPath: root) else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: root).sorted()
        return try names.compactMap { try record($0) }
    }

    /// nil when there is none.
    func record(_ name: String) throws -> LocalServiceRecord? {
        guard let data = FileManager.default.contents(atPath: path(name)) else { return nil }
        do {
            return try JSONDecoder().decode(LocalServiceRecord.self, from: data)
        } catch {
            throw Problem(
                .catalogUnreadable, "A service's record is broken", detail: "\(path(name)): \(error)",
                fix: "Delete the file when nothing of the service is needed any more."
            )
        }
    }

    func write(_ record: LocalServiceRecord) throws {
        let name = record.id.name
        try FileManager.default.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try encoder.encode(record).write(to: URL(filePath: path(name)), options: .atomic)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(root)/\(name)")
    }

    /// Runs a short change alone: other processes of ours wait.
    func exclusively<Result>(_ change: () throws -> Result) throws -> Result {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        let handle = open("\(root)/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard handle >= 0, flock(handle, LOCK_EX) == 0 else {
            if handle >= 0 { close(handle) }
            throw Problem(
                .storageUnavailable, "The services' directory cannot be locked",
                detail: "\(root): \(String(cString: strerror(errno)))"
            )
        }
        defer { close(handle) }
        return try change()
    }

    private func path(_ name: String) -> String { "\(root)/\(name)/service.json" }
}
