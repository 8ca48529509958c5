import Digests
import Domain
import Foundation
import NIOCore

/// The blocking half of ``DirectoryStore``: paths, the lock, atomic replacement. Runs on the thread pool only.
///
/// An object `a/b` is the file `a/b`. Below `.objects/`: `lock`, `generation`, `records/HASH.json` (one for each
/// object), `uploads/ID/…`, `tmp/…`. A record that does not fit its file (made by hand, or a crash in between) is
/// made anew from the file's bytes; losing `.objects` therefore loses metadata, never an object.
struct DirectoryFiles: Sendable {
    let root: String
    let bucket: String

    static let chunk = 1 << 20

    var hidden: String { "\(root)/\(DirectoryKey.hidden)" }
    func path(_ key: String) -> String { "\(root)/\(key)" }

    func recordPath(_ key: String) -> String {
        var sum = SHA256()
        sum.update(Array(key.utf8))
        return "\(hidden)/records/\(Hex.encode(sum.finalized())).json"
    }

    func missing(_ key: String) -> Problem {
        Problem(.notFound, "No such object", detail: "The directory \(bucket) has no ‘\(key)’")
    }

    func requireRoot() throws(Problem) {
        guard let status = try FileStatus(path: root), status.isDirectory else {
            throw Problem(
                .bucketNotFound, "No such bucket", detail: "There is no directory ‘\(bucket)’ in the data directory",
                fix: "Create the bucket first."
            )
        }
    }

    /// Runs `body` while no other writer, of this process or another, is within one of these.
    func locked<Value>(exclusive: Bool = true, _ body: () throws -> Value) throws -> Value {
        try requireRoot()
        try makeDirectory(hidden)
        let lock = try OpenFile("\(hidden)/lock", O_RDWR | O_CREAT)
        try lock.lock(exclusive: exclusive)
        return try withExtendedLifetime(lock, body)
    }

    /// With its parents; each is on the disk when it returns, so that a file renamed into it is not lost with it.
    func makeDirectory(_ path: String) throws(Problem) {
        if mkdir(path, 0o755) == 0 { return try syncParent(of: path) }
        let code = errno
        if code == EEXIST, isDirectory(path) { return }
        guard code == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw .fileSystem(code, "make the directory", path)
        }
        try makeDirectory(String(path[..<slash]))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .fileSystem(errno, "make the directory", path) }
        try syncParent(of: path)
    }

    private func isDirectory(_ path: String) -> Bool { (try? FileStatus(path: path))??.isDirectory == true }

    /// A new file for writing on the same file system as the objects.
    func temporary() throws(Problem) -> OpenFile {
        try requireRoot()
        try makeDirectory("\(hidden)/tmp")
        return try OpenFile("\(hidden)/tmp/\(UUID().uuidString)", O_RDWR | O_CREAT | O_EXCL)
    }

    /// Replaces `target` in one step that a crash does not undo.
    func replace(_ target: String, with file: OpenFile) throws(Problem) {
        guard rename(file.path, target) == 0 else { throw .fileSystem(errno, "write", target) }
        try syncParent(of: target)
    }

    func syncParent(of path: String) throws(Problem) {
        guard let slash = path.lastIndex(of: "/") else { return }
        try OpenFile(String(path[..<slash]), O_RDONLY | O_DIRECTORY).sync()
    }

    func writeJSON(_ value: some Encodable, to target: String) throws {
        let bytes = try JSONEncoder().encode(value)
        let file = try temporary()
        do {
            try file.append(ByteBuffer(bytes: bytes))
            try file.sync()
            try replace(target, with: file)
        } catch {
            // A full disk is not filled further by what could not be written.
            unlink(file.path)
            throw error
        }
    }

    /// Removes what processes that were killed left of files that they had not finished.
    func sweep(olderThan age: TimeInterval = 86_400) {
        let folder = "\(hidden)/tmp"
        let oldest = Int64((Date().timeIntervalSince1970 - age) * 1e9)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard let status = try? FileStatus(path: "\(folder)/\(name)"), status.modified < oldest else { continue }
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }

    func readJSON<Value: Decodable>(_ type: Value.Type, _ path: String) -> Value? {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(type, from: $0) }
    }

    /// Larger than every one before: microseconds since 1970, as Cloud Storage has it. Call it under the lock.
    func nextGeneration() throws -> Int64 {
        let path = "\(hidden)/generation"
        let last = readJSON(Int64.self, path) ?? 0
        let next = max(last + 1, Int64(Date().timeIntervalSince1970 * 1_000_000))
        try writeJSON(next, to: path)
        return next
    }

    func checksum(_ file: OpenFile) throws -> CRC32C {
        var sum = CRC32C()
        var offset: Int64 = 0
        while true {
            let buffer = try file.read(Self.chunk, at: offset)
            if buffer.readableBytes == 0 { return sum }
            sum.update(buffer)
            offset += Int64(buffer.readableBytes)
        }
    }
}
