import Testing

@testable import GoogleCloud

struct ShellWordsTests {
    @Test(
        arguments: [
            ("a b  c", ["a", "b", "c"]), ("'a b' \"c d\"", ["a b", "c d"]), (#"a\ b"#, ["a b"]),
            (#""a\"b""#, [#"a"b"#]),
            (#"'a\b'"#, [#"a\b"#]), (#""a\b""#, [#"a\b"#]), ("a''b ''", ["ab", ""]),
            ("$HOME `x` *;|", ["$HOME", "`x`", "*;|"]),
            ("'open", nil), ("", []),
        ] as [(String, [String]?)])
    func `words are split as POSIX quotes them, and nothing is expanded`(text: String, words: [String]?) {
        #expect(ShellWords.split(text) == words)
    }
}
