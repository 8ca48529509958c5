/// Where things lie in a managed bucket. The one home of every object name that we make.
package enum BucketLayout {
    /// Marks a managed bucket, and is its catalog.
    package static let catalogKey = "llm-manager-metadata.json"
    package static let settingsKey = ".llm-manager/settings.json"
    /// Measured starts of services whose model lies in this bucket.
    package static let coldStartsPrefix = ".llm-manager/coldstarts/"

    /// Folder of a model's files: immutable once published.
    package static func folder(_ model: ModelIdentity) -> String {
        switch model.source {
        case .huggingFace: "huggingface/\(model.id)/\(model.pin)"
        case .ollama: ollamaRoot
        case .directory, .bucket: "files/\(model.id)/\(model.pin)"
        }
    }

    package static func huggingFaceKey(repository: String, commit: String, path: String) -> String {
        "huggingface/\(repository)/\(commit)/\(path)"
    }

    /// A file of a model that came from a directory or another bucket.
    package static func filesKey(name: String, pin: String, path: String) -> String { "files/\(name)/\(pin)/\(path)" }

    /// What `OLLAMA_MODELS` points to.
    package static let ollamaRoot = "ollama"
    package static func ollamaManifestKey(_ reference: OllamaReference) -> String {
        "\(ollamaRoot)/manifests/\(reference.manifestPath)"
    }
    package static func ollamaBlobKey(sha256 hex: String) -> String { "\(ollamaRoot)/blobs/sha256-\(hex)" }

    /// The manifest of a model; the name is flat, with `/` and `:` of the id kept apart from the path's.
    package static func manifestKey(_ model: ModelIdentity) -> String {
        ".llm-manager/manifests/\(model.source.rawValue)/\(flat(model.id))/\(flat(model.pin.isEmpty ? "adopted" : model.pin)).json"
    }
    package static let manifestsPrefix = ".llm-manager/manifests/"

    /// Where a repair puts a document that cannot be read before it is written anew.
    package static let damagedPrefix = ".llm-manager/damaged/"
    package static func damagedKey(_ key: String, generation: Int64) -> String {
        "\(damagedPrefix)\(generation)-\(flat(key))"
    }

    package static let importsPrefix = ".llm-manager/imports/"
    /// Everything of one import that is not a model's file.
    package static func importPrefix(_ importID: String) -> String { "\(importsPrefix)\(importID)/" }
    /// Somebody has asked to take the import back; stands until that is done.
    package static func cancelKey(_ importID: String) -> String { "\(importsPrefix)\(importID)/cancel.json" }
    /// How often the import was taken over after a crash.
    package static func takeoversKey(_ importID: String) -> String { "\(importsPrefix)\(importID)/takeovers.json" }
    package static func leaseKey(_ importID: String) -> String { "\(importsPrefix)\(importID)/lease.json" }
    /// What an import set out to do; written once, at its start.
    package static func planKey(_ importID: String) -> String { "\(importsPrefix)\(importID)/plan.json" }
    /// Two names alternate: Cloud Storage takes one write a second per object name.
    package static func journalKey(_ importID: String, task: Int, slot: Int) -> String {
        "\(importsPrefix)\(importID)/journal-\(task)-\(slot).json"
    }

    /// Finished files of one task; written once, never changed.
    package static func segmentKey(_ importID: String, task: Int, number: Int) -> String {
        "\(importsPrefix)\(importID)/done-\(task)-\(number).json"
    }

    private static func flat(_ text: String) -> String {
        var out = ""
        for character in text {
            switch character {
            case "/": out += "%2F"
            case ":": out += "%3A"
            case "%": out += "%25"
            default: out.append(character)
            }
        }
        return out
    }
}
