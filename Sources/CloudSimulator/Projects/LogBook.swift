import Foundation

/// Log entries of the simulated projects; services write here, `entries:list` reads. The last few thousand are kept.
package final class LogBook: Sendable {
    private struct Line: Codable, Sendable {
        let project: String
        let entry: JSONValue
    }

    private static let limit = 4000
    private let stored: StoredState<[Line]>

    package init(_ state: StateDirectory) throws {
        stored = try StoredState(state, "logs.json", initial: [])
    }

    /// Writes an entry. `resource` is the monitored resource, such as a Cloud Run revision with its labels.
    package func write(
        _ text: String, severity: String, project: String, log: String, resource: JSONValue,
        labels: JSONValue? = nil
    ) throws {
        var entry: JSONValue = [
            "insertId": .string(UUID().uuidString.lowercased()),
            "logName": .string("projects/\(project)/logs/\(PercentCoding.encode(log))"), "textPayload": .string(text),
            "timestamp": .string(Timestamp.now), "receiveTimestamp": .string(Timestamp.now),
            "severity": .string(severity), "resource": resource,
        ]
        entry["labels"] = labels
        let written = entry
        try stored.update { lines in
            lines.append(Line(project: project, entry: written))
            if lines.count > Self.limit { lines.removeFirst(Self.limit / 10) }
        }
    }

    /// Entries, oldest first. Of the filter language: comparisons joined by AND or line ends.
    func entries(of projects: Set<String>, filter: String) throws -> [JSONValue] {
        let terms = try filter.replacing(" AND ", with: "\n").split(separator: "\n").map(Self.term)
        return stored.current.filter { projects.contains($0.project) }.map(\.entry).filter { entry in
            terms.allSatisfy { term in
                Self.fits(Self.value(at: term.path, in: entry), term.comparison, term.value)
            }
        }
    }

    private static func term(_ text: Substring) throws -> (path: [String], comparison: String, value: String) {
        let pattern = /\s*([A-Za-z_."\/-]+)\s*(>=|<=|!=|=~|=|>|<|:)\s*"?([^"]*)"?\s*/
        guard let match = text.wholeMatch(of: pattern) else {
            throw GoogleError.invalidArgument("Unparseable filter: \(text)", field: "filter")
        }
        return (Self.path(match.1), String(match.2), String(match.3))
    }

    /// `labels."run.googleapis.com/task_index"`: a dot inside quotes belongs to the name.
    private static func path(_ text: Substring) -> [String] {
        var names = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == ".", !isQuoted {
                names.append("")
            } else {
                names[names.count - 1].append(character)
            }
        }
        return names
    }

    private static func value(at path: [String], in entry: JSONValue) -> String? {
        path.reduce(Optional(entry)) { $0?[$1] }?.string
    }

    private static func fits(_ value: String?, _ comparison: String, _ wanted: String) -> Bool {
        guard let value else { return comparison == "!=" }
        let levels = ["DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY"]
        if let left = levels.firstIndex(of: value), let right = levels.firstIndex(of: wanted) {
            return compare(left, comparison, right)
        }
        switch comparison {
        case ":": return value.localizedCaseInsensitiveContains(wanted)
        case "=~": return (try? Regex(wanted)).map { value.contains($0) } ?? false
        default: return compare(value, comparison, wanted)
        }
    }

    private static func compare<Item: Comparable>(_ left: Item, _ comparison: String, _ right: Item) -> Bool {
        switch comparison {
        case "=": left == right
        case "!=": left != right
        case ">": left > right
        case "<": left < right
        case ">=": left >= right
        case "<=": left <= right
        default: false
        }
    }
}
