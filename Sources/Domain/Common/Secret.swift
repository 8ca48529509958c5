/// A value that must not be shown: a hub token, a key. Interpolating or dumping it prints `‹redacted›`.
///
/// The text is reached only by ``reveal()``, which belongs at the place where a request header is made.
/// `Secret` is deliberately not `Codable`: it cannot slip into a journal, an event or a log.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    /// - Parameter text: the secret; surrounding white space (a pasted newline) is dropped, an empty value is refused.
    package init?(_ text: String) {
        var body = Substring(text)
        while let first = body.first, first.isWhitespace { body.removeFirst() }
        while let last = body.last, last.isWhitespace { body.removeLast() }
        guard !body.isEmpty else { return nil }
        self.text = String(body)
    }

    package func reveal() -> String { text }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
