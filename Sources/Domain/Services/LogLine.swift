/// One line of a service's log. Its text never shows a secret: what looks like one is masked when the line is made.
package struct LogLine: Sendable, Hashable, Codable {
    /// RFC 3339: when it happened, as its writer says.
    package var at: String
    package var severity: String
    package var text: String
    /// Tells two lines apart, across polls.
    package var id: String
    /// The revision that wrote it, where the log says so.
    package var revision: String?
    /// Where it comes from: `stdout`, `stderr`, `requests` or `system`.
    package var stream: String?

    package init(
        at: String, severity: String, text: String, id: String, revision: String? = nil, stream: String? = nil
    ) {
        self.at = at
        self.severity = severity
        self.text = SecretMask.masked(text)
        self.id = id
        self.revision = revision
        self.stream = stream
    }
}
