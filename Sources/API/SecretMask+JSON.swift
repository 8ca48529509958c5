package import Domain
import Foundation

extension SecretMask {
    /// ``maskedResource(_:)`` of JSON text; what is no JSON is masked as text.
    package static func maskedJSON(_ text: String) -> String {
        guard !text.isEmpty, let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else {
            return masked(text)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(maskedResource(value)) else { return masked(text) }
        return String(decoding: data, as: UTF8.self)
    }
}
