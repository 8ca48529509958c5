import Domain
import Yams

/// A mapping of the file: each field read once, with its place for messages.
struct DeclarationPart {
    private let reader: DeclarationReader
    private let path: String
    private let mark: Mark?
    private var members: [String: Node] = [:]

    init(_ node: Node, _ kind: String, path: String = "", in reader: DeclarationReader) throws(Problem) {
        self.reader = reader
        self.path = path
        mark = node.mark
        guard case .mapping(let mapping) = node else {
            throw reader.problem("\(path.isEmpty ? "the file" : path) is no mapping of fields", at: node.mark)
        }
        let known = DeclarationReader.fields[kind, default: []]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, known.contains(name) else {
                let given = key.scalar?.string ?? "?"
                throw reader.problem(
                    "‘\(given.prefix(100))’ is no field here; there are \(known.joined(separator: ", "))", at: key.mark)
            }
            guard members.updateValue(value, forKey: name) == nil else {
                throw reader.problem("‘\(name)’ comes twice", at: key.mark)
            }
        }
    }

    func line(_ field: String) -> Int? { (members[field]?.mark ?? mark)?.line }

    func problem(_ field: String, _ words: String) -> Problem {
        let name = path.isEmpty ? field : "\(path).\(field)"
        return reader.problem("\(name) \(words)", at: members[field]?.mark ?? mark)
    }

    func optional(_ field: String) throws(Problem) -> String? {
        guard let node = members[field] else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty, text.utf8.count <= 4096 else {
            throw problem(field, "is not a text")
        }
        return text
    }

    func text(_ field: String) throws(Problem) -> String {
        guard let text = try optional(field) else { throw problem(field, "is missing") }
        return text
    }

    func flag(_ field: String) throws(Problem) -> Bool? {
        guard let node = members[field] else { return nil }
        guard let value = node.bool else { throw problem(field, "is true or false") }
        return value
    }

    func number(_ field: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let node = members[field] else { return nil }
        guard let value = node.int, range.contains(value) else {
            throw problem(field, "is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ field: String) throws(Problem) -> Value?
    where Value.RawValue == String {
        guard let text = try optional(field) else { return nil }
        guard let value = Value(rawValue: text) else {
            throw problem(field, "is one of " + Value.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return value
    }

    func reference(_ field: String) throws(Problem) -> ModelReference {
        do { return try ModelReference(parsing: try text(field)) } catch {
            throw error.title == "The file cannot be used" ? error : problem(field, "is not a model: \(error.detail)")
        }
    }

    /// Whole GiB: `32Gi`.
    func memory(_ field: String) throws(Problem) -> ByteCount? {
        guard let text = try optional(field) else { return nil }
        guard text.hasSuffix("Gi"), let count = Int64(text.dropLast(2)), (1...1024).contains(count) else {
            throw problem(field, "is a number of GiB, as in 32Gi")
        }
        return .gib(count)
    }

    func list(_ field: String, _ kind: String) throws(Problem) -> [DeclarationPart] {
        var parts: [DeclarationPart] = []
        for (index, node) in try nodes(field).enumerated() {
            parts.append(try DeclarationPart(node, kind, path: "\(field)[\(index)]", in: reader))
        }
        return parts
    }

    func texts(_ field: String) throws(Problem) -> [String] {
        var found: [String] = []
        for node in try nodes(field) {
            guard let text = node.scalar?.string, text.utf8.count <= 4096 else {
                throw problem(field, "holds something that is not a text")
            }
            found.append(text)
        }
        return found
    }

    func map(_ field: String) throws(Problem) -> [String: String] {
        guard let node = members[field] else { return [:] }
        guard case .mapping(let mapping) = node, mapping.count <= DeclarationReader.mostEntries else {
            throw problem(field, "is a mapping of names to texts")
        }
        var found: [String: String] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, let text = value.scalar?.string, text.utf8.count <= 32768,
                name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]{0,127}/#) != nil, found[name] == nil
            else { throw problem(field, "holds something that is not a variable and a text") }
            found[name] = text
        }
        return found
    }

    private func nodes(_ field: String) throws(Problem) -> [Node] {
        guard let node = members[field] else { return [] }
        guard case .sequence(let sequence) = node, sequence.count <= DeclarationReader.mostEntries else {
            throw problem(field, "is a list of at most \(DeclarationReader.mostEntries)")
        }
        return Array(sequence)
    }
}
