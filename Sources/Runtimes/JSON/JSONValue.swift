import Foundation

/// JSON as it came: a service is changed in place, and every field that we do not know goes back as it was.
enum JSONValue: Sendable, Hashable, Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    init(parsing data: Data) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: data)
    }

    init?(parsing text: String) {
        guard let value = try? JSONValue(parsing: Data(text.utf8)) else { return nil }
        self = value
    }

    func data(pretty: Bool = false) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return try encoder.encode(self)
    }

    func text(pretty: Bool = false) -> String {
        (try? data(pretty: pretty)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}

extension JSONValue {
    /// A field of an object; nil on anything else. Setting nil removes the field; setting on anything else makes an
    /// object of it.
    subscript(_ field: String) -> JSONValue? {
        get {
            if case .object(let fields) = self { return fields[field] }
            return nil
        }
        set {
            var fields: [String: JSONValue] = [:]
            if case .object(let existing) = self { fields = existing }
            fields[field] = newValue
            self = .object(fields)
        }
    }

    var string: String? {
        if case .string(let value) = self { return value }
        return nil
    }

    var bool: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }

    /// A number, or an int64 that Google's JSON writes as a string.
    var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        case .string(let value): Int64(value)
        default: nil
        }
    }

    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .string(let value): Double(value)
        default: nil
        }
    }

    var array: [JSONValue] {
        if case .array(let values) = self { return values }
        return []
    }

    var object: [String: JSONValue] {
        if case .object(let fields) = self { return fields }
        return [:]
    }

    /// An object of texts, such as labels.
    static func texts(_ fields: [String: String]) -> JSONValue { .object(fields.mapValues { .string($0) }) }

    var texts: [String: String] { object.compactMapValues(\.string) }

    /// Puts an element of a list of named things in the place of the one with its name, or at the end.
    static func replacing(_ list: JSONValue?, _ element: JSONValue, by key: String = "name") -> JSONValue {
        var elements = list?.array ?? []
        if let index = elements.firstIndex(where: { $0[key] == element[key] }) {
            elements[index] = element
        } else {
            elements.append(element)
        }
        return .array(elements)
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
