import Domain
import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The records of local services on disk: `NAME/service.json`, `NAME/engine.log`; `.owner` names the directory itself.
///
/// A record is written to another name, brought to the disk and renamed: a reader sees the old one or the new one, after
/// a power cut too.
struct LocalServiceDirectory: Sendable {
    var root: String

    func log(_ name: String) -> LocalLog { LocalLog(folder: "\(root)/\(name)") }

    /// A mark for an engine of this directory that no other has.
    func newToken(_ name: String) throws -> String { "\(try owner())/\(name)/\(UUID().uuidString.lowercased())" }

    /// The name of this directory in the marks of its engines; made at its first use.
    func owner() throws -> String {
        let path = "\(root)/.owner"
        if let data = FileManager.default.contents(atPath: path), !data.isEmpty {
            return String(decoding: data, as: UTF8.self)
        }
        let name = String(UUID().uuidString.lowercased().prefix(13))
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try Self.replace(path, with: Data(name.utf8))
        return name
    }

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
        try Self.replace(path(name), with: encoder.encode(record))
    }

    /// Written aside, on the disk, then under its name.
    private static func replace(_ path: String, with data: Data) throws {
        let temporary = path + ".tmp"
        guard FileManager.default.createFile(atPath: temporary, contents: nil),
            let file = FileHandle(forWritingAtPath: temporary)
        else { throw unwritable(path) }
        defer { try? file.close() }
        do {
            try file.write(contentsOf: data)
            try file.synchronize()
        } catch {
            throw unwritable(path)
        }
        guard rename(temporary, path) == 0 else { throw unwritable(path) }
        let folder = open(URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false), O_RDONLY)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    private static func unwritable(_ path: String) -> Problem {
        Problem(
            .storageUnavailable, "A service's record cannot be written",
            detail: "\(path): \(String(cString: strerror(errno)))", fix: "Make room on the disk, or mend its rights."
        )
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
