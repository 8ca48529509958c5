import Domain
import Foundation

/// An engine's output in files, read by lines: `engine.log` is written, `engine-000001.log` and so on are older parts.
///
/// The engine writes to the file itself, so that it needs nobody of ours to live. A part that has grown large is copied
/// and emptied; what an engine writes in the instant between the two is lost. A line's id is its part and the byte at
/// which it begins.
struct LocalLog: Sendable {
    /// Where reading goes on.
    struct Place: Sendable, Hashable, Comparable {
        var part = 0
        var offset: UInt64 = 0

        init(part: Int = 0, offset: UInt64 = 0) {
            self.part = part
            self.offset = offset
        }

        /// - Parameter id: a line's id; nil for what is none.
        init?(_ id: String) {
            let words = id.split(separator: ":", omittingEmptySubsequences: false)
            guard words.count == 2, let part = Int(words[0]), let offset = UInt64(words[1]) else { return nil }
            self.init(part: part, offset: offset)
        }

        static func < (left: Place, right: Place) -> Bool {
            (left.part, left.offset) < (right.part, right.offset)
        }
    }

    /// The folder of the service.
    var folder: String
    /// Older parts that are kept.
    var kept = 5

    var path: String { "\(folder)/engine.log" }

    /// Makes room for a new run: what is there becomes an older part.
    func begin() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if size > 0 { try rotate() }
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(filePath: path)) }
    }

    var size: UInt64 {
        let found = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        return found?.uint64Value ?? 0
    }

    /// Copies what is there to an older part, empties the file, and drops parts beyond those that are kept.
    func rotate() throws {
        guard let source = FileHandle(forUpdatingAtPath: path) else { return }
        defer { try? source.close() }
        let part = (parts.last ?? 0) + 1
        let temporary = "\(folder)/engine.log.tmp"
        _ = FileManager.default.createFile(atPath: temporary, contents: nil)
        guard let copy = FileHandle(forWritingAtPath: temporary) else { return }
        while let data = try source.read(upToCount: 1 << 20), !data.isEmpty { try copy.write(contentsOf: data) }
        try copy.close()
        try FileManager.default.moveItem(atPath: temporary, toPath: partPath(part))
        try source.truncate(atOffset: 0)
        for old in parts.dropLast(kept) { try FileManager.default.removeItem(atPath: partPath(old)) }
    }

    /// Numbers of the older parts, oldest first.
    var parts: [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix("engine-"), name.hasSuffix(".log") else { return nil }
            return Int(name.dropFirst(7).dropLast(4))
        }.sorted()
    }

    func partPath(_ part: Int) -> String {
        let digits = String(part)
        return "\(folder)/engine-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).log"
    }
}
