import API
import Domain
import Foundation
import Testing

/// A wire type and its JSON with every field set: what clients were promised. Changing one of these texts is changing
/// the API.
struct Golden: Sendable, CustomTestStringConvertible {
    var name: String
    var json: String
    /// Decodes the JSON; answers what it becomes when it is encoded again, and the fields that it left empty.
    var roundTrip: @Sendable () throws -> (json: String, empty: [String])

    var testDescription: String { name }

    init<Value: Codable & SendableMetatype>(_ type: Value.Type, _ json: String) {
        let name = "\(type)"
        self.name = name
        self.json = json
        roundTrip = {
            let value = try JSONDecoder().decode(Value.self, from: Data(json.utf8))
            let again = try JSONEncoder().encode(value)
            return (try Self.normal(again), Self.empty(in: value, at: name))
        }
    }

    /// Sorted keys, no white space.
    static func normal(_ data: Data) throws -> String {
        let object = try JSONSerialization.jsonObject(with: data)
        let sorted = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
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

extension Golden {
    static let all = models + imports + services + projects

    static let problem =
        #"{"type":"urn:llm-manager:problem:not-found","title":"T","status":404,"code":"not-found","detail":"d","#
        + #""fix":"f","retryable":false,"requestId":"r"}"#
    static let money = #"{"currency":"USD","amount":1.5,"text":"$1.50"}"#
    static let facts =
        #"{"license":"mit","gated":"auto","task":"t","library":"l","tags":["a"],"downloads":1,"parameters":2,"#
        + #""architectures":["BertModel"],"format":"safetensors","contextLength":512}"#
}
