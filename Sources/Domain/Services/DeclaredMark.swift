/// Says of a service which declarative file made it, and from which words.
package struct DeclaredMark: Sendable, Hashable, Codable {
    /// The file's `owner`.
    package var owner: String
    /// SHA-256 of the entry's canonical JSON.
    package var digest: String

    package init(owner: String, digest: String) {
        self.owner = owner
        self.digest = digest
    }
}
