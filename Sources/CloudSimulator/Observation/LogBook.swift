package import Foundation
import NIOCore
import Synchronization

/// Log entries of the simulated projects; services write here, `entries:list` reads. The last few thousand are kept, one
/// JSON object a line of `logs.ndjson`, so that writing one costs one line.
package final class LogBook: Sendable {
    struct Line: Codable, Sendable {
        let project: String
        let entry: JSONValue
        /// When it can be found first; Logging itself finds an entry a moment after it was received.
        var visibleAt: Date?
    }

    private struct State {
        var lines: [Line] = []
        /// Lines in the file, those that are kept no longer too.
        var written = 0
    }

    private static let limit = 8000
    private static let file = "logs.ndjson"
    private let directory: StateDirectory
    private let state = Mutex(State())

    package init(_ directory: StateDirectory) throws {
        self.directory = directory
        // Earlier simulators kept one JSON list.
        var lines = try directory.read([Line].self, from: "logs.json") ?? []
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        if let data = FileManager.default.contents(atPath: directory.file(Self.file)) {
            // The last line of a killed process may be half a line.
            lines += data.split(separator: 10).compactMap { try? decoder.decode(Line.self, from: Data($0)) }
        }
        let kept = Array(lines.suffix(Self.limit))
        try Self.rewrite(kept, in: directory)
        directory.remove("logs.json")
        state.withLock { $0 = State(lines: kept, written: kept.count) }
    }

    /// Writes an entry. `resource` is the monitored resource, such as a Cloud Run revision with its labels.
    ///
    /// - Parameters:
    ///   - at: when it happened; nil: now. It is received now.
    ///   - delay: seconds until it can be found.
    package func write(
        _ text: String, severity: String, project: String, log: String, resource: JSONValue,
        labels: JSONValue? = nil, at: Date? = nil, delay: TimeInterval = 0
    ) throws {
        try write(
            ["textPayload": .string(text)], severity: severity, project: project, log: log, resource: resource,
            labels: labels, at: at, delay: delay
        )
    }

    /// The same with any payload: `textPayload`, `jsonPayload`, `httpRequest`.
    package func write(
        _ payload: JSONValue, severity: String, project: String, log: String, resource: JSONValue,
        labels: JSONValue? = nil, at: Date? = nil, delay: TimeInterval = 0
    ) throws {
        let now = Date()
        var entry = payload
        entry["insertId"] = .string(UUID().uuidString.lowercased())
        entry["logName"] = .string("projects/\(project)/logs/\(PercentCoding.encode(log))")
        entry["timestamp"] = .string(Timestamp.text(at ?? now))
        entry["receiveTimestamp"] = .string(Timestamp.text(now))
        entry["severity"] = .string(severity)
        entry["resource"] = resource
        entry["labels"] = labels
        let line = Line(project: project, entry: entry, visibleAt: delay > 0 ? now.addingTimeInterval(delay) : nil)
        try state.withLock { state in
            state.lines.append(line)
            state.written += 1
            if state.lines.count > Self.limit { state.lines.removeFirst(Self.limit / 10) }
            if state.written > 2 * Self.limit {
                try Self.rewrite(state.lines, in: directory)
                state.written = state.lines.count
            } else {
                try Self.append(line, in: directory)
            }
        }
    }

    /// Entries that fit, oldest first.
    ///
    /// - Parameter hiding: entries received less than so many seconds ago are not found, every second one of them: what
    ///   is found later comes out of order.
    func entries(of projects: Set<String>, filter: LogFilter, hiding: TimeInterval = 0) -> [JSONValue] {
        let now = Date()
        let lines = state.withLock { $0.lines }
        let found = lines.filter { line in
            projects.contains(line.project) && (line.visibleAt ?? .distantPast) <= now
                && !Self.isHidden(line, hiding: hiding, now: now) && filter.fits(line.entry)
        }
        return found.map(\.entry).enumerated().sorted { left, right in
            let (a, b) = (left.element["timestamp"]?.string ?? "", right.element["timestamp"]?.string ?? "")
            return a == b ? left.offset < right.offset : a < b
        }.map(\.element)
    }

    private static func isHidden(_ line: Line, hiding: TimeInterval, now: Date) -> Bool {
        guard hiding > 0, let received = line.entry["receiveTimestamp"]?.string.flatMap(Timestamp.date),
            now.timeIntervalSince(received) < hiding
        else { return false }
        return (line.entry["insertId"]?.string?.utf8.first ?? 0).isMultiple(of: 2)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .secondsSince1970
        return encoder
    }

    private static func rewrite(_ lines: [Line], in directory: StateDirectory) throws {
        var data = Data()
        for line in lines {
            data += try encoder.encode(line)
            data.append(10)
        }
        try directory.write(data, to: file)
    }

    private static func append(_ line: Line, in directory: StateDirectory) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.file(file)))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: encoder.encode(line) + [10])
    }
}
