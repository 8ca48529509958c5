/// An element of the small XML that Cloud Storage's XML API speaks. No document types, no processing instructions.
struct XMLNode: Sendable, Hashable {
    var name: String
    var text = ""
    var children: [XMLNode] = []

    /// The text of the first child of that name.
    subscript(_ name: String) -> String? { children.first { $0.name == name }?.text }

    func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

    struct Malformed: Error {}

    init(name: String) { self.name = name }

    /// Reads one document.
    ///
    /// - Throws: `Malformed`.
    init(parsing text: String) throws(Malformed) {
        var rest = Substring(text).drop(while: \.isWhitespace)
        if rest.hasPrefix("<?xml"), let end = rest.firstRange(of: "?>") { rest = rest[end.upperBound...] }
        rest = rest.drop(while: \.isWhitespace)
        self = try Self.element(&rest, depth: 0)
        guard rest.allSatisfy(\.isWhitespace) else { throw Malformed() }
    }

    private static func element(_ rest: inout Substring, depth: Int) throws(Malformed) -> XMLNode {
        guard depth < 16, rest.first == "<", let end = rest.firstIndex(of: ">") else { throw Malformed() }
        var tag = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        let isEmpty = tag.hasSuffix("/")
        if isEmpty { tag = tag.dropLast() }
        let name = tag.prefix { !$0.isWhitespace }
        guard let first = name.first, first.isLetter else { throw Malformed() }
        var node = XMLNode(name: String(name))
        if isEmpty { return node }
        while true {
            guard let next = rest.firstIndex(of: "<") else { throw Malformed() }
            node.text += try unescaped(rest[..<next])
            rest = rest[next...]
            if rest.hasPrefix("</") {
                guard rest.hasPrefix("</\(node.name)>") else { throw Malformed() }
                rest = rest.dropFirst(node.name.count + 3)
                if !node.children.isEmpty { node.text = "" }
                return node
            }
            node.children.append(try element(&rest, depth: depth + 1))
        }
    }

    private static let entities: [Substring: Character] = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]

    private static func unescaped(_ text: Substring) throws(Malformed) -> String {
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";") else { throw Malformed() }
            let name = rest[rest.index(after: start)..<end]
            result.append(try character(name))
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func character(_ name: Substring) throws(Malformed) -> Character {
        if let character = entities[name] { return character }
        let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
        guard name.hasPrefix("#"), let number, let scalar = Unicode.Scalar(number) else { throw Malformed() }
        return Character(scalar)
    }

    /// Text as element content.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
