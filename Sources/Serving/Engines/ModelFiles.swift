package import Domain

/// Where a published model's files are, read from its manifest: adopted models lie elsewhere than ours.
package enum ModelFiles {
    /// The folder (an object prefix without the last slash) that holds a Hugging Face model.
    ///
    /// - Throws: `catalog-unreadable` when the files do not share one.
    package static func folder(of manifest: ModelManifest) throws(Problem) -> String {
        var folder: String?
        for file in manifest.files {
            guard file.key.hasSuffix("/\(file.path)") else { throw problem(manifest, file) }
            let found = String(file.key.dropLast(file.path.count + 1))
            guard folder == nil || folder == found else { throw problem(manifest, file) }
            folder = found
        }
        return folder ?? BucketLayout.folder(manifest.model)
    }

    /// What `OLLAMA_MODELS` points to, relative to the bucket: the parent of the model's `blobs`.
    package static func ollamaRoot(of manifest: ModelManifest) -> String {
        for file in manifest.files {
            if let blobs = file.key.firstRange(of: "/blobs/sha256-") { return String(file.key[..<blobs.lowerBound]) }
        }
        return BucketLayout.ollamaRoot
    }

    /// Bytes that an engine keeps in memory: the weights, not the tokenizer, the texts or the ONNX copies.
    package static func weightBytes(of manifest: ModelManifest) -> ByteCount {
        let weights = manifest.files.filter { isWeight($0, of: manifest) }
        return ByteCount(weights.reduce(0) { $0 + $1.size })
    }

    private static func isWeight(_ file: ModelManifest.File, of manifest: ModelManifest) -> Bool {
        if manifest.model.source == .ollama { return file.key.contains("/blobs/") }
        let endings: [String] =
            switch manifest.facts.format {
            case .safetensors: [".safetensors"]
            case .gguf: [".gguf"]
            case .pytorch: [".bin", ".pt", ".pth"]
            case .other: [".safetensors", ".gguf", ".bin", ".pt", ".pth"]
            }
        return endings.contains { file.path.hasSuffix($0) }
    }

    private static func problem(_ manifest: ModelManifest, _ file: ModelManifest.File) -> Problem {
        Problem(
            .catalogUnreadable, "Scattered model",
            detail: "\(manifest.model): ‘\(file.key)’ does not lie in one folder with the model's other files",
            fix: "Import the model again."
        )
    }
}
