import Foundation
import NIOCore

/// The Logging query language, as far as our callers and Google's own tools write it: comparisons, AND, OR, NOT,
/// parentheses, line ends for AND, `field:*` for a field that is there. What it does not know is an error, as a field
/// that a log entry does not have is.
struct LogFilter: Sendable {
    indirect enum Node: Sendable {
        case all
        case and([Node])
        case or([Node])
        case not(Node)
        case comparison(path: [String], comparison: String, value: String)
        /// A text anywhere in the entry.
        case text(String)
    }

    static let severities = [
        "DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY",
    ]
    private static let roots: Set<String> = [
        "insertId", "timestamp", "receiveTimestamp", "severity", "logName", "textPayload", "jsonPayload",
        "protoPayload", "httpRequest", "labels", "resource", "trace", "spanId", "operation", "sourceLocation",
    ]

    let root: Node

    init(_ text: String) throws {
        var parser = LogFilterParser(text)
        root = try parser.parse()
        try Self.check(root)
    }

    func fits(_ entry: JSONValue) -> Bool { Self.fits(root, entry) }

    private static func check(_ node: Node) throws {
        switch node {
        case .all, .text: return
        case .and(let nodes), .or(let nodes): try nodes.forEach(check)
        case .not(let inner): try check(inner)
        case .comparison(let path, let comparison, let value):
            let name = path.joined(separator: ".")
            guard let first = path.first, roots.contains(first) else {
                throw GoogleError.invalidArgument("Field not found: \(name)", field: "filter")
            }
            if first == "resource", path.count > 1, !["type", "labels"].contains(path[1]) {
                throw GoogleError.invalidArgument("Field not found: \(name)", field: "filter")
            }
            if first == "timestamp" || first == "receiveTimestamp", comparison == ":" || Timestamp.date(value) == nil {
                throw GoogleError.invalidArgument("Invalid timestamp \"\(value)\" for \(name)", field: "filter")
            }
            if first == "severity", !severities.contains(value) {
                throw GoogleError.invalidArgument("Invalid severity \"\(value)\"", field: "filter")
            }
            if comparison == "=~" || comparison == "!~", (try? Regex(value)) == nil {
                throw GoogleError.invalidArgument("Invalid regular expression \"\(value)\"", field: "filter")
            }
        }
    }

    private static func fits(_ node: Node, _ entry: JSONValue) -> Bool {
        switch node {
        case .all: return true
        case .and(let nodes): return nodes.allSatisfy { fits($0, entry) }
        case .or(let nodes): return nodes.contains { fits($0, entry) }
        case .not(let inner): return !fits(inner, entry)
        case .text(let text): return String(buffer: entry.buffer).localizedCaseInsensitiveContains(text)
        case .comparison(let path, let comparison, let wanted):
            let value = path.reduce(Optional(entry)) { $0?[$1] }
            if comparison == ":", wanted == "*" { return value != nil }
            return compare(value?.string ?? value?.int64.map(String.init), comparison, wanted, of: path[0])
        }
    }

    private static func compare(_ value: String?, _ comparison: String, _ wanted: String, of field: String) -> Bool {
        guard let value else { return comparison == "!=" || comparison == "!~" }
        switch comparison {
        case ":": return value.localizedCaseInsensitiveContains(wanted)
        case "=~": return (try? Regex(wanted)).map { value.contains($0) } ?? false
        case "!~": return (try? Regex(wanted)).map { !value.contains($0) } ?? false
        default: break
        }
        if field == "severity", let left = severities.firstIndex(of: value),
            let right = severities.firstIndex(of: wanted)
        {
            return order(left, comparison, right)
        }
        if field.lowercased().hasSuffix("timestamp"), let left = Timestamp.date(value),
            let right = Timestamp.date(wanted)
        {
            return order(left, comparison, right)
        }
        if let left = Double(value), let right = Double(wanted) { return order(left, comparison, right) }
        return order(value, comparison, wanted)
    }

    private static func order<Item: Comparable>(_ left: Item, _ comparison: String, _ right: Item) -> Bool {
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
