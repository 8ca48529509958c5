/// A matchGlob pattern: `*` within a folder, `**` across folders, `?`, `[abc]`, `{a,b}`.
struct ObjectGlob: Sendable {
    private let expression: String

    /// 400 for a pattern that cannot be read.
    init(_ pattern: String) throws {
        var expression = ""
        var depth = 0
        var characters = Array(pattern)[...]
        while let character = characters.popFirst() {
            switch character {
            case "*" where characters.first == "*":
                characters.removeFirst()
                expression += ".*"
            case "*": expression += "[^/]*"
            case "?": expression += "[^/]"
            case "{":
                depth += 1
                expression += "(?:"
            case "}" where depth > 0:
                depth -= 1
                expression += ")"
            case "," where depth > 0: expression += "|"
            case "[":
                guard let end = characters.firstIndex(of: "]") else { throw Self.invalid(pattern) }
                var inner = String(characters[..<end])
                if inner.hasPrefix("!") { inner = "^" + inner.dropFirst() }
                expression += "[\(inner)]"
                characters = characters[(end + 1)...]
            default: expression += Self.escaped(character)
            }
        }
        guard depth == 0, (try? Regex(expression)) != nil else { throw Self.invalid(pattern) }
        self.expression = expression
    }

    func matches(_ name: String) -> Bool {
        guard let regex = try? Regex(expression) else { return false }
        return name.wholeMatch(of: regex) != nil
    }

    private static func escaped(_ character: Character) -> String {
        ".+()^$|\\]}".contains(character) ? "\\\(character)" : String(character)
    }

    private static func invalid(_ pattern: String) -> GoogleError {
        .invalidArgument("Invalid glob pattern \(pattern)", field: "matchGlob")
    }
}
