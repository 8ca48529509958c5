import Domain

/// The folder of a model as a bucket's object names tell it, where neither catalog nor manifest does.
struct StoredFolder: Sendable, Hashable {
    var model: ModelIdentity
    /// With its slash at the end.
    var prefix: String

    /// Under these everything is ours.
    static let roots = ["huggingface/", "\(BucketLayout.ollamaRoot)/", "files/"]

    /// The Hugging Face revision to whose folder an object belongs: `huggingface/[ORG/]NAME/COMMIT/…`.
    init?(key: String) {
        let parts = key.split(separator: "/", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, parts[0] == "huggingface" else { return nil }
        for length in [2, 1] where parts.count > length + 2 && FileDigest.isHex(parts[length + 1], digits: 40) {
            let id = parts[1...length].joined(separator: "/")
            guard (try? HuggingFaceReference(repository: id)) != nil else { continue }
            model = ModelIdentity(source: .huggingFace, id: id, pin: parts[length + 1])
            prefix = "huggingface/\(id)/\(parts[length + 1])/"
            return
        }
        return nil
    }

    /// Where the earlier manager put the files of a model that it imported twice.
    static let nested = "model-repo/"

    /// What the weights are, by the names of a model's files.
    static func format(of paths: [String]) -> ModelFormat {
        func has(_ ending: String) -> Bool { paths.contains { $0.hasSuffix(ending) } }
        if has(".safetensors") { return .safetensors }
        if has(".gguf") { return .gguf }
        return has(".bin") || has(".pt") || has(".pth") ? .pytorch : .other
    }

    /// Where the files of a model lie; nil for an adopted model whose place cannot be told from others'.
    static func prefix(of model: ModelIdentity) -> String? {
        guard model.pin.isEmpty else { return BucketLayout.folder(model) + "/" }
        switch model.source {
        case .ollama: return "\(BucketLayout.ollamaRoot)/models/"
        default:
            let first = model.id.split(separator: "/").first.map { String($0) + "/" } ?? ""
            guard model.id.contains("/"), !roots.contains(first), first != ".llm-manager/" else { return nil }
            return model.id + "/"
        }
    }
}
