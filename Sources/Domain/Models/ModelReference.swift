/// A model as a person names it: `hf:org/name[@revision]`, `ollama:[host/][ns/]name[:tag]`, `dir:path[#name]` or
/// `gs://bucket/prefix[#name]`.
///
/// The prefix is mandatory, because `org/name` is valid in both hubs. A value of this type is always valid:
/// it can be put into a path of its hub without further checks.
package enum ModelReference: Sendable, Hashable, CustomStringConvertible {
    case huggingFace(HuggingFaceReference)
    case ollama(OllamaReference)
    case directory(DirectoryReference)
    case bucket(BucketReference)

    /// - Throws: `Problem(.invalidReference)` that says which part is wrong and what is expected.
    package init(parsing text: String) throws(Problem) {
        if let rest = text.dropping(prefix: "hf:") {
            self = .huggingFace(try HuggingFaceReference(parsing: rest))
        } else if let rest = text.dropping(prefix: "ollama:") {
            self = .ollama(try OllamaReference(parsing: rest))
        } else if let rest = text.dropping(prefix: "dir:") {
            self = .directory(try DirectoryReference(parsing: rest))
        } else if let rest = text.dropping(prefix: "gs://") {
            self = .bucket(try BucketReference(parsing: rest))
        } else {
            throw Problem(
                .invalidReference, "Not a model reference",
                detail: "‘\(text.prefix(200))’ does not begin with ‘hf:’, ‘ollama:’, ‘gs://’ or ‘dir:’",
                fix: "Write hf:ORG/NAME[@REVISION], ollama:[HOST/][NAMESPACE/]NAME[:TAG], gs://BUCKET/PREFIX[#NAME] "
                    + "or dir:PATH[#NAME]."
            )
        }
    }

    package var source: SourceKind {
        switch self {
        case .huggingFace: .huggingFace
        case .ollama: .ollama
        case .directory: .directory
        case .bucket: .bucket
        }
    }

    /// The id under which a bucket and an engine know the model: `org/name`, Ollama's short name (`gemma2:9b`), or
    /// the name that a model of a directory or bucket was given.
    package var id: String {
        switch self {
        case .huggingFace(let reference): reference.repository
        case .ollama(let reference): reference.shortName
        case .directory(let reference): reference.name
        case .bucket(let reference): reference.name
        }
    }

    package var description: String {
        switch self {
        case .huggingFace(let reference): "hf:\(reference)"
        case .ollama(let reference): "ollama:\(reference.shortName)"
        case .directory(let reference): "dir:\(reference)"
        case .bucket(let reference): reference.description
        }
    }
}

extension ModelReference: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Which kind of place a model comes from. The raw values appear in catalogs and in the API.
package enum SourceKind: String, Sendable, Hashable, Codable, CaseIterable {
    case huggingFace = "huggingface"
    case ollama
    /// A directory of this machine.
    case directory = "dir"
    /// Another bucket of Cloud Storage.
    case bucket = "gs"

    /// What stands before a model's id where it is written: `hf:`.
    package var prefix: String {
        switch self {
        case .huggingFace: "hf:"
        case .ollama: "ollama:"
        case .directory: "dir:"
        case .bucket: "gs:"
        }
    }
}

extension String {
    /// What follows the prefix, or nil when the string does not begin with it.
    func dropping(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
