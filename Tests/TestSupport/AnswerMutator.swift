import Domain
import Foundation

/// Changes one place of an answer in a way in which APIs change: what a client that is older than the API will see.
package struct AnswerMutator {
    package enum Change: String, Sendable, CaseIterable {
        case drop, null, unknownField, unknownWord, otherNumber, emptyObject, emptyList, nested, huge
    }

    package struct Mutation: Sendable, CustomStringConvertible {
        package var text: String
        package var change: Change
        /// Keys and indices to what was changed.
        package var path: [String]

        package var description: String { "\(change.rawValue) at \(path.joined(separator: "."))" }
    }

    private var random: SeededGenerator

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// One change of one place, both by chance.
    package mutating func mutate(_ text: String) throws -> Mutation {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        var places: [[String]] = []
        Self.collect(value, [], &places)
        let path = places.randomElement(using: &random) ?? []
        let change = Change.allCases.randomElement(using: &random) ?? .drop
        let changed = Self.changed(value, path[...], change)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return Mutation(
            text: String(decoding: try encoder.encode(changed), as: UTF8.self), change: change, path: path
        )
    }

    private static func collect(_ value: JSONValue, _ path: [String], _ places: inout [[String]]) {
        if !path.isEmpty { places.append(path) }
        switch value {
        case .object(let members):
            for key in members.keys.sorted() { collect(members[key] ?? .null, path + [key], &places) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { collect(element, path + ["\(index)"], &places) }
        default: break
        }
    }

    private static func changed(_ value: JSONValue, _ path: ArraySlice<String>, _ change: Change) -> JSONValue {
        guard let step = path.first else { return replaced(value, change) ?? .null }
        let rest = path.dropFirst()
        switch value {
        case .object(var members):
            let inner = members[step] ?? .null
            members[step] = rest.isEmpty ? replaced(inner, change) : changed(inner, rest, change)
            return .object(members)
        case .array(var elements):
            guard let index = Int(step), elements.indices.contains(index) else { return value }
            if rest.isEmpty {
                if let new = replaced(elements[index], change) {
                    elements[index] = new
                } else {
                    elements.remove(at: index)
                }
            } else {
                elements[index] = changed(elements[index], rest, change)
            }
            return .array(elements)
        default: return value
        }
    }

    /// nil: the place is left out.
    private static func replaced(_ value: JSONValue, _ change: Change) -> JSONValue? {
        switch change {
        case .drop: return nil
        case .null: return .null
        case .unknownField:
            guard case .object(var members) = value else { return value }
            members["futureField"] = .object(["futures": .array([.integer(1), .null, .string("x")])])
            return .object(members)
        case .unknownWord: return .string("WORD_OF_THE_FUTURE")
        case .otherNumber:
            switch value {
            case .integer(let number): return .string(String(number))
            case .number(let number): return .string(String(number))
            case .string(let text): return Int64(text).map { .integer($0) } ?? .integer(7)
            case .bool(let flag): return .string(String(flag))
            default: return .integer(7)
            }
        case .emptyObject: return .object([:])
        case .emptyList: return .array([])
        case .nested: return .object(["value": value])
        case .huge: return .number(9.3e30)
        }
    }
}
