import Domain
import Foundation

/// An engine's output in a file, read by lines. A line's id is the byte at which it begins.
struct LocalLog: Sendable {
    var path: String

    /// Whole lines from a byte on, and the byte after the last of them.
    func lines(from offset: UInt64) throws -> (lines: [LogLine], next: UInt64) {
        guard let handle = FileHandle(forReadingAtPath: path) else { return ([], offset) }
        defer { try? handle.close() }
        let size = try handle.seekToEnd()
        // A new deploy begins the file anew.
        let start = size < offset ? 0 : offset
        try handle.seek(toOffset: start)
        let data = try handle.readToEnd() ?? Data()
        let at = Timestamp.now()
        var lines: [LogLine] = []
        var next = start
        var begin = data.startIndex
        while let end = data[begin...].firstIndex(of: 10) {
            let text = String(decoding: data[begin..<end], as: UTF8.self)
            lines.append(LogLine(at: at, severity: Self.severity(of: text), text: text, id: String(next)))
            next += UInt64(end - begin + 1)
            begin = data.index(after: end)
        }
        return (lines, next)
    }

    func lastLines(_ count: Int) -> [String] {
        let all = (try? lines(from: 0).lines) ?? []
        return all.suffix(count).map(\.text)
    }

    private static func severity(of text: String) -> String {
        if text.contains("ERROR") || text.contains("Traceback") { return "ERROR" }
        return text.contains("WARN") ? "WARNING" : "INFO"
    }
}
