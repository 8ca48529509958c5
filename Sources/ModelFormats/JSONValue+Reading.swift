package import Domain
import Foundation
package import NIOCore
import NIOFoundationCompat

/// Reading JSON of others, whose shape is not ours to rely on: what is missing or of another type reads as nil.
extension JSONValue {
    package init(parsing bytes: ByteBuffer) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: bytes)
    }

    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    package var text: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    package var int64: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    package var int: Int? { int64.flatMap { Int(exactly: $0) } }

    package var flag: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    package var list: [JSONValue]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    package var members: [String: JSONValue]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// A text, or the texts of a list: model cards use both for one field.
    package var texts: [String] { text.map { [$0] } ?? list?.compactMap(\.text) ?? [] }
}
