import Foundation
import NIOCore
import NIOFoundationCompat

/// JSON whose shape is not ours to rely on: what is missing or of another type reads as nil.
enum JSONValue: Sendable, Hashable, Decodable {
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

    init(parsing bytes: ByteBuffer) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: bytes)
    }

    subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    var text: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    var int64: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    var int: Int? { int64.flatMap { Int(exactly: $0) } }

    var flag: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    var list: [JSONValue]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    var members: [String: JSONValue]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// A text, or the texts of a list: model cards use both for one field.
    var texts: [String] { text.map { [$0] } ?? list?.compactMap(\.text) ?? [] }
}
