/// A model as its hub has it at one moment: the pin, and every file behind it. What an import works from.
package struct SourceModel: Sendable, Hashable, Codable {
    package var reference: ModelReference
    /// What "latest" means now: a Hugging Face commit (40 hex), an Ollama manifest digest (`sha256:…`),
    /// or the hash of what a directory or bucket holds (64 hex).
    package var pin: String
    /// Every file of the revision, in the hub's order, with the choice made for each.
    package var files: [SourceFile]
    package var facts: ModelFacts

    package init(reference: ModelReference, pin: String, files: [SourceFile], facts: ModelFacts) {
        self.reference = reference
        self.pin = pin
        self.files = files
        self.facts = facts
    }

    package var identity: ModelIdentity { ModelIdentity(source: reference.source, id: reference.id, pin: pin) }

    /// The files that the engine needs.
    package var chosen: [SourceFile] { files.filter(\.choice.isChosen) }
}

/// One file of a hub's model.
package struct SourceFile: Sendable, Hashable, Codable {
    /// Relative path in the model; forward slashes; never absolute, never with `..` (the sources refuse such names).
    package var path: String
    /// Bytes; nil when the hub does not say.
    package var size: Int64?
    package var digest: FileDigest?
    package var choice: FileChoice
    /// Where the bytes go in a bucket, relative to its root (see ``BucketLayout``).
    package var key: String
    /// The exact bytes, when the source already holds them (an Ollama manifest); then nothing is fetched.
    package var inline: [UInt8]?
    /// Published after every other file: its presence means that the model is whole (an Ollama manifest).
    package var isLast: Bool
    /// The object that has these bytes, for a file of another bucket: a store that can copies it by itself.
    package var place: ObjectPlace?

    package init(
        path: String, size: Int64?, digest: FileDigest?, choice: FileChoice, key: String, inline: [UInt8]? = nil,
        isLast: Bool = false, place: ObjectPlace? = nil
    ) {
        self.path = path
        self.size = size
        self.digest = digest
        self.choice = choice
        self.key = key
        self.inline = inline
        self.isLast = isLast
        self.place = place
    }
}

/// Why a file is taken or left.
package struct FileChoice: Sendable, Hashable, Codable {
    package var isChosen: Bool
    /// A short reason for people: `weights`, `duplicate of safetensors weights`, `not needed to serve`.
    package var reason: String

    package static func take(_ reason: String) -> FileChoice { FileChoice(isChosen: true, reason: reason) }
    package static func leave(_ reason: String) -> FileChoice { FileChoice(isChosen: false, reason: reason) }
}

/// What the hub says about a model; every field may be missing, none is trusted for verification.
package struct ModelFacts: Sendable, Hashable, Codable {
    package var license: String?
    /// nil: open; `auto` or `manual`: gated.
    package var gated: String?
    package var task: String?
    package var library: String?
    package var tags: [String]
    package var downloads: Int64?
    package var parameters: Int64?
    package var architectures: [String]
    package var modelType: String?
    package var format: ModelFormat
    /// The facts of `config.json` or of the GGUF header that the fit needs.
    package var configuration: ModelConfiguration?

    package init(
        license: String? = nil, gated: String? = nil, task: String? = nil, library: String? = nil, tags: [String] = [],
        downloads: Int64? = nil, parameters: Int64? = nil, architectures: [String] = [], modelType: String? = nil,
        format: ModelFormat = .other, configuration: ModelConfiguration? = nil
    ) {
        self.license = license
        self.gated = gated
        self.task = task
        self.library = library
        self.tags = tags
        self.downloads = downloads
        self.parameters = parameters
        self.architectures = architectures
        self.modelType = modelType
        self.format = format
        self.configuration = configuration
    }
}

package enum ModelFormat: String, Sendable, Hashable, Codable, CaseIterable {
    case safetensors, gguf, pytorch, other
}
