/// A version of a secret that the runtime keeps (Secret Manager on Google Cloud). Names it; never holds its value.
package struct SecretReference: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The secret's name in the service's project, or `projects/NUMBER/secrets/NAME`.
    package var name: String
    /// A version's number, or `latest`.
    package var version: String

    package init(name: String, version: String = "latest") {
        self.name = name
        self.version = version
    }

    /// As a user wrote it.
    /// - Parameter version: nil or empty means `latest`.
    /// - Throws: `Problem(.invalidRequest)` unless the name is one of Secret Manager's (1 to 255 letters, digits, `-` and
    ///   `_`) or a full name of that, and the version a number or an alias such as `latest`.
    package init(parsing name: String, version: String?) throws(Problem) {
        let version = version.flatMap { $0.isEmpty ? nil : $0 } ?? "latest"
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isShort = parts.count == 1 && Self.isWord(parts[0])
        let isFull =
            parts.count == 4 && parts[0] == "projects" && Self.isWord(parts[1]) && parts[2] == "secrets"
            && Self.isWord(parts[3])
        guard isShort || isFull, Self.isWord(version[...]) else {
            throw Problem(
                .invalidRequest, "Not a secret", detail: "‘\(name.prefix(100)):\(version.prefix(40))’ names no secret",
                fix:
                    "Write SECRET or SECRET:VERSION, with a name of letters, digits, - and _ as Secret Manager lists it; "
                    + "never the value itself."
            )
        }
        self.init(name: name, version: version)
    }

    /// - Parameter text: `SECRET` or `SECRET:VERSION`.
    /// - Throws: `invalid-request`.
    package init(parsing text: String) throws(Problem) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        try self.init(parsing: parts[0], version: parts.count == 2 ? parts[1] : nil)
    }

    package var description: String { "\(name):\(version)" }

    private static func isWord(_ text: Substring) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
            }
    }
}
