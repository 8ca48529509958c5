import Foundation
import TestSupport
import Testing

@testable import Runtimes

struct LogFileTests {
    private struct Line: Equatable {
        var offset: UInt64
        var text: String
    }

    private static let texts = [
        "", "\n", "one", "one\n", "one\ntwo\nthree\n", "one\ntwo\nthr", "\n\n\n",
        "a long line without an end of its own",
        "a\nlong line in the middle of short ones\nb\n", "zwei Wörter\nünd drei\n",
    ]

    /// Lines as they are, from the whole text.
    private static func lines(_ text: String, isGrowing: Bool) -> (lines: [Line], next: UInt64) {
        var found: [Line] = []
        var begin = 0
        let bytes = Array(text.utf8)
        while let end = bytes[begin...].firstIndex(of: 10) {
            found.append(Line(offset: UInt64(begin), text: String(decoding: bytes[begin..<end], as: UTF8.self)))
            begin = end + 1
        }
        if !isGrowing, begin < bytes.count {
            found.append(Line(offset: UInt64(begin), text: String(decoding: bytes[begin...], as: UTF8.self)))
            begin = bytes.count
        }
        return (found, UInt64(begin))
    }

    @Test(arguments: texts, [1, 2, 3, 5, 64])
    func `lines are the same in both directions, whatever the pieces`(text: String, pieceSize: Int) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID()).txt").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        for isGrowing in [false, true] {
            let expected = Self.lines(text, isGrowing: isGrowing)
            let file = LogFile(path: path, isGrowing: isGrowing, pieceSize: pieceSize)
            var forwards: [Line] = []
            #expect(try file.forwards(from: 0) { forwards.append(Line(offset: $0, text: $1)) } == expected.next)
            #expect(forwards == expected.lines)
            var backwards: [Line] = []
            let next = try file.backwards {
                backwards.append(Line(offset: $0, text: $1))
                return true
            }
            #expect(next == expected.next)
            #expect(backwards == expected.lines.reversed())
            for (index, line) in expected.lines.enumerated() {
                var earlier: [Line] = []
                try file.backwards(before: line.offset) {
                    earlier.append(Line(offset: $0, text: $1))
                    return true
                }
                #expect(earlier == expected.lines[..<index].reversed())
            }
        }
    }

    @Test func `the last lines are read without the others`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID()).txt").path
        let text = (0..<20_000).map { "line \($0)\n" }.joined()
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        var seen: [String] = []
        try LogFile(path: path, isGrowing: true).backwards { _, line in
            seen.append(line)
            return seen.count < 3
        }
        #expect(seen == ["line 19999", "line 19998", "line 19997"])
    }
}
