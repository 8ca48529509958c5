/// A model in a bucket: source + id + pin. Two imports of one identity are the same model.
package struct ModelIdentity: Sendable, Hashable, Codable, CustomStringConvertible {
    package var source: SourceKind
    /// `org/name`, or Ollama's short name.
    package var id: String
    /// Commit or manifest digest; empty for a model adopted from the earlier manager, which recorded none.
    package var pin: String

    package init(source: SourceKind, id: String, pin: String) {
        self.source = source
        self.id = id
        self.pin = pin
    }

    package var description: String {
        let prefix = source == .huggingFace ? "hf" : "ollama"
        return pin.isEmpty ? "\(prefix):\(id)" : "\(prefix):\(id)@\(shortPin)"
    }

    /// Twelve digits of the pin, for people.
    package var shortPin: String {
        String((pin.dropping(prefix: "sha256:") ?? pin).prefix(12))
    }
}
