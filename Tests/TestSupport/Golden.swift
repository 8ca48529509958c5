import Foundation
import Testing

/// A wire type and its JSON with every field set: what those who read it were promised.
package struct Golden: Sendable, CustomTestStringConvertible {
    package var name: String
    package var json: String
    private var decodedAndEncoded: @Sendable () throws -> (json: String, empty: [String])

    package var testDescription: String { name }

    package init<Value: Codable & SendableMetatype>(_ type: Value.Type, _ json: String) {
        let name = "\(type)"
        self.name = name
        self.json = json
        decodedAndEncoded = {
            let value = try JSONDecoder().decode(Value.self, from: Data(json.utf8))
            let again = try JSONEncoder().encode(value)
            return (try Self.normal(again), Self.empty(in: value, at: name))
        }
    }

    /// The golden JSON with sorted keys and no white space.
    package func normal() throws -> String { try Self.normal(Data(json.utf8)) }

    /// The JSON decoded and encoded again, in the form of ``normal()``, and the fields that it left empty.
    package func roundTrip() throws -> (json: String, empty: [String]) { try decodedAndEncoded() }

    private static func normal(_ data: Data) throws -> String {
        let object = try JSONSerialization.jsonObject(with: data)
        let sorted = try JSONSerialization.data(
            withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: sorted, as: UTF8.self)
    }

    private static func empty(in value: Any, at path: String) -> [String] {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional, mirror.children.isEmpty { return [path] }
        if mirror.displayStyle == .collection, mirror.children.isEmpty { return [path] }
        return mirror.children.flatMap { child in
            empty(in: child.value, at: child.label.map { $0 == "some" ? path : "\(path).\($0)" } ?? path)
        }
    }
}
