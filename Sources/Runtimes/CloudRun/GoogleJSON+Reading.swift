import Foundation
package import GoogleCloud

extension GoogleJSON {
    init?(parsing text: String) {
        guard let value = try? JSONDecoder().decode(GoogleJSON.self, from: Data(text.utf8)) else { return nil }
        self = value
    }

    func text(pretty: Bool = false) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
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

    var array: [GoogleJSON] {
        if case .array(let values) = self { values } else { [] }
    }

    var object: [String: GoogleJSON] {
        if case .object(let fields) = self { fields } else { [:] }
    }

    /// An object of texts, such as labels.
    static func texts(_ fields: [String: String]) -> GoogleJSON { .object(fields.mapValues { .string($0) }) }

    var texts: [String: String] { object.compactMapValues(\.string) }

    /// Puts an element of a list of named things in the place of the one with its name, or at the end.
    static func replacing(_ list: GoogleJSON?, _ element: GoogleJSON) -> GoogleJSON {
        var elements = list?.array ?? []
        if let index = elements.firstIndex(where: { $0["name"] == element["name"] }) {
            elements[index] = element
        } else {
            elements.append(element)
        }
        return .array(elements)
    }
}

extension GoogleJSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(arrayLiteral elements: GoogleJSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, GoogleJSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
