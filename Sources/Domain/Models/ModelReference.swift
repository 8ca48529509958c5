/// A model as a person names it: `hf:org/name[@revision]` or `ollama:[host/][ns/]name[:tag]`.
///
/// The prefix is mandatory, because `org/name` is valid in both hubs. A value of this type is always valid:
/// it can be put into a path of its hub without further checks.
package enum ModelReference: Sendable, Hashable, CustomStringConvertible {
    case huggingFace(HuggingFaceReference)
    case ollama(OllamaReference)

    /// - Throws: `Problem(.invalidReference)` that says which part is wrong and what is expected.
    package init(parsing text: String) throws(Problem) {
        if let rest = text.dropping(prefix: "hf:") {
            self = .huggingFace(try HuggingFaceReference(parsing: rest))
        } else if let rest = text.dropping(prefix: "ollama:") {
            self = .ollama(try OllamaReference(parsing: rest))
        } else {
            throw Problem(
                .invalidReference, "Not a model reference",
                detail: "‘\(text.prefix(200))’ does not begin with ‘hf:’ or ‘ollama:’",
                fix: "Write hf:ORG/NAME[@REVISION] or ollama:[HOST/][NAMESPACE/]NAME[:TAG]."
            )
        }
    }

    package var source: SourceKind {
        switch self {
        case .huggingFace: .huggingFace
        case .ollama: .ollama
        }
    }

    /// The id under which a bucket and an engine know the model: `org/name`, or Ollama's short name (`gemma2:9b`).
    package var id: String {
        switch self {
        case .huggingFace(let reference): reference.repository
        case .ollama(let reference): reference.shortName
        }
    }

    package var description: String {
        switch self {
        case .huggingFace(let reference): "hf:\(reference)"
        case .ollama(let reference): "ollama:\(reference.shortName)"
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

/// Which kind of hub a model comes from. The raw values appear in catalogs and in the API.
package enum SourceKind: String, Sendable, Hashable, Codable, CaseIterable {
    case huggingFace = "huggingface"
    case ollama
}

extension String {
    /// What follows the prefix, or nil when the string does not begin with it.
    func dropping(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
