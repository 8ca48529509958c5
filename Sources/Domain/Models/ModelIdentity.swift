/// A model in a bucket: source + id + pin. Two imports of one identity are the same model.
package struct ModelIdentity: Sendable, Hashable, Codable, CustomStringConvertible {
    package var source: SourceKind
    /// `org/name`, Ollama's short name, or the name given to a model of a directory or bucket.
    package var id: String
    /// Commit, manifest digest, or the hash of what a directory or bucket held; empty for a model adopted from the earlier manager, which recorded none.
    package var pin: String

    package init(source: SourceKind, id: String, pin: String) {
        self.source = source
        self.id = id
        self.pin = pin
    }

    package var description: String {
        pin.isEmpty ? "\(source.prefix)\(id)" : "\(source.prefix)\(id)@\(shortPin)"
    }

    /// Twelve digits of the pin, for people.
    package var shortPin: String {
        String((pin.dropping(prefix: "sha256:") ?? pin).prefix(12))
    }
}
