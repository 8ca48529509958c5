/// A model that a bucket holds, as a person names it: source, id, and perhaps a pin.
///
/// `hf:ORG/NAME[@PIN]`, `ollama:NAME[:TAG][@PIN]`, `dir:NAME[@PIN]`, `gs:NAME[@PIN]`: what ``ModelIdentity`` prints.
/// A model of a directory or another bucket may also be named by the place it came from.
package struct StoredModelName: Sendable, Hashable {
    package var source: SourceKind
    package var id: String
    /// nil: the newest one.
    package var pin: String?

    /// - Throws: `invalid-reference`.
    package init(parsing text: String) throws(Problem) {
        if text.hasPrefix("gs://") || text.hasPrefix("dir:") && text.contains("/") {
            let reference = try ModelReference(parsing: text)
            self.init(source: reference.source, id: reference.id, pin: nil)
            return
        }
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let pin = parts.count == 2 ? parts[1] : nil
        for source in [SourceKind.directory, .bucket] {
            guard let name = parts[0].dropping(prefix: source.prefix) else { continue }
            if let fault = ModelName.fault(name) {
                throw Problem(
                    .invalidReference, "Not a model's name", detail: "‘\(ModelName.shown(name))’: \(fault)",
                    fix: "Write \(source.prefix)NAME[@PIN], as 'models list' prints it."
                )
            }
            self.init(source: source, id: name, pin: pin)
            return
        }
        let reference = try ModelReference(parsing: parts[0])
        self.init(source: reference.source, id: reference.id, pin: pin)
    }

    private init(source: SourceKind, id: String, pin: String?) {
        self.source = source
        self.id = id
        self.pin = pin
    }
}
