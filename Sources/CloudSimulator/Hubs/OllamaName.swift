/// The grammar of names in the registry: what it takes in a path.
enum OllamaName {
    /// 1 to 80 characters, letter, digit or `_` first, then also `-`; a dot nowhere.
    static func isNamespace(_ text: String) -> Bool {
        isName(text, also: "_-")
    }

    /// As a namespace, and with dots after the first character.
    static func isModelOrTag(_ text: String) -> Bool {
        isName(text, also: "_-.")
    }

    private static func isName(_ text: String, also others: String) -> Bool {
        guard let first = text.first, text.count <= 80, isWord(first) else { return false }
        return text.allSatisfy { isWord($0) || others.contains($0) }
    }

    private static func isWord(_ character: Character) -> Bool {
        character == "_" || (character.isASCII && (character.isLetter || character.isNumber))
    }
}
