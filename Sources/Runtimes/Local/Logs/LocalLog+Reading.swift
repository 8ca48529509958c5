import Domain
import Foundation

extension LocalLog {
    /// The end of a log as one reads it: the last lines, oldest first.
    struct Tail: Sendable {
        var lines: [LogLine] = []
        /// An older line fits, too.
        var hasOlder = false
        /// Where reading goes on.
        var next = Place()
    }

    /// Whole lines from a place on, older parts first, and where to go on.
    func lines(from place: Place) throws -> (lines: [LogLine], next: Place) {
        var place = place
        var found: [LogLine] = []
        let parts = parts
        let current = (parts.last ?? 0) + 1
        for part in parts where part >= place.part {
            found += try read(partPath(part), from: &place, part: part, isEnded: true)
        }
        found += try read(path, from: &place, part: current, isEnded: false)
        return (found, place)
    }

    /// The last whole lines that fit, read from the end backwards: how long the log is makes no difference.
    ///
    /// - Parameter end: a line that was read before; only lines before it are found.
    func tail(_ limit: Int, before end: Place? = nil, where fits: (LogLine) -> Bool) throws -> Tail {
        var tail = Tail()
        let at = Timestamp.now()
        let older = parts
        let current = (older.last ?? 0) + 1
        for part in [current] + older.reversed() where part <= end?.part ?? current {
            let file = LogFile(path: part == current ? path : partPath(part), isGrowing: part == current)
            let bound = part == end?.part ? end?.offset : nil
            let reached = try file.backwards(before: bound) { offset, text in
                let line = Self.line(text, part: part, offset: offset, at: at)
                guard fits(line) else { return true }
                guard tail.lines.count < limit else {
                    tail.hasOlder = true
                    return false
                }
                tail.lines.append(line)
                return true
            }
            if part == current { tail.next = Place(part: current, offset: reached) }
            if tail.hasOlder { break }
        }
        tail.lines.reverse()
        return tail
    }

    /// The last lines of the present run.
    func lastLines(_ count: Int) -> [String] {
        var lines: [String] = []
        _ = try? LogFile(path: path, isGrowing: false).backwards { _, text in
            lines.append(text)
            return lines.count < count
        }
        return lines.reversed()
    }

    private func read(_ path: String, from place: inout Place, part: Int, isEnded: Bool) throws -> [LogLine] {
        if place.part != part { place = Place(part: part) }
        let at = Timestamp.now()
        var lines: [LogLine] = []
        place.offset = try LogFile(path: path, isGrowing: !isEnded).forwards(from: place.offset) { offset, text in
            lines.append(Self.line(text, part: part, offset: offset, at: at))
        }
        return lines
    }

    private static func line(_ text: String, part: Int, offset: UInt64, at: String) -> LogLine {
        LogLine(at: at, severity: severity(of: text), text: text, id: "\(part):\(offset)")
    }

    private static func severity(of text: String) -> String {
        if text.contains("ERROR") || text.contains("Traceback") { return "ERROR" }
        return text.contains("WARN") ? "WARNING" : "INFO"
    }
}
