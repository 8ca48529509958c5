import NIOCore

/// What a request body may look like. Google's JSON front end refuses every field that it does not know.
package indirect enum JSONShape: Sendable {
    case string
    /// 64-bit: a JSON number or its string form.
    case integer
    case number
    case bool
    case any
    case array(JSONShape)
    /// Free keys, one shape of value.
    case map(JSONShape)
    case enumeration(Set<String>)
    case object([String: JSONShape])

    /// Throws Google's own 400 for the first thing in `value` that does not fit.
    package func check(_ value: JSONValue, at path: String = "") throws {
        if case .null = value { return }
        switch (self, value) {
        case (.any, _), (.string, .string), (.bool, .bool), (.number, .integer), (.number, .number): return
        case (.integer, _) where value.int64 != nil: return
        case (.array(let element), .array(let values)):
            for (index, item) in values.enumerated() { try element.check(item, at: "\(path)[\(index)]") }
        case (.map(let shape), .object(let members)):
            for (key, member) in members { try shape.check(member, at: "\(path)[\(key)]") }
        case (.enumeration(let names), .string(let name)):
            guard names.contains(name) else { throw Self.invalid(value, at: path, type: "TYPE_ENUM") }
        case (.object(let shapes), .object(let members)):
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                guard let shape = shapes[key] else { throw Self.unknown(key, at: path) }
                try shape.check(member, at: path.isEmpty ? key : "\(path).\(key)")
            }
        default: throw Self.invalid(value, at: path, type: expectation)
        }
    }

    private var expectation: String {
        switch self {
        case .string: "TYPE_STRING"
        case .integer: "TYPE_INT64"
        case .number: "TYPE_DOUBLE"
        case .bool: "TYPE_BOOL"
        case .enumeration: "TYPE_ENUM"
        case .any, .array, .map, .object: "TYPE_MESSAGE"
        }
    }

    private static func unknown(_ key: String, at path: String) -> GoogleError {
        let place = path.isEmpty ? "" : " at '\(path)'"
        let text = "Invalid JSON payload received. Unknown name \"\(key)\"\(place): Cannot find field."
        return .invalidArgument(text, field: path)
    }

    private static func invalid(_ value: JSONValue, at path: String, type: String) -> GoogleError {
        var shown = String(buffer: value.buffer)
        if shown.count > 80 { shown = String(shown.prefix(80)) + "…" }
        return .invalidArgument("Invalid value at '\(path)' (\(type)), \(shown)", field: path)
    }
}
