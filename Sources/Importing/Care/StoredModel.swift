import Domain
import Foundation

/// One model of a bucket with all that speaks of it; pure facts.
struct StoredModel: Sendable {
    var model: ModelIdentity
    var entry: CatalogEntry?
    var manifest: ManifestState
    /// At least everything in the model's folder.
    var objects: ObjectIndex
    /// An import of it runs or waits, so that its entry and its files are that import's.
    var hasImport: Bool
    /// The model's own tag, where the bucket has one (Ollama).
    var tag: OllamaTag?
    /// Another model's manifest has taken over the tag that this one was known by.
    var isSuperseded = false

    enum ManifestState: Sendable {
        case none
        case readable(ModelManifest)
        case damaged(BucketCensus.DamagedManifest)
    }

    /// The files that are missing or others than the manifest says.
    func broken(_ manifest: ModelManifest) -> [ModelManifest.File] {
        manifest.files.filter { file in
            guard let object = objects[file.key] else { return true }
            return object.size != file.size || object.crc32c.hex8 != file.crc32c.lowercased()
        }
    }

    /// A manifest made of what stands in the bucket; nil when that is not what the entry promises.
    ///
    /// No digest of the hub is known then: only sizes, and the CRC32C that the bucket states. Blobs of Ollama have
    /// their digests in their names.
    func rebuilt(at time: String) -> ModelManifest? {
        guard let files = rebuiltFiles(), !files.isEmpty else { return nil }
        let known = entry?.format == .other ? nil : entry?.format
        let facts = ModelFacts(
            license: entry?.license, task: entry?.task,
            format: known ?? (tag == nil ? StoredFolder.format(of: files.map(\.path)) : .gguf)
        )
        return ModelManifest(model: model, files: files, facts: facts, importedAt: time, importedBy: "models fsck")
    }

    private func rebuiltFiles() -> [ModelManifest.File]? {
        if model.source == .ollama {
            guard let tag, model.pin.isEmpty || tag.pin == model.pin else { return nil }
            return tag.files(in: objects)
        }
        guard var prefix = StoredFolder.prefix(of: model) else { return nil }
        var found = objects.under(prefix).filter { !$0.key.hasSuffix("/") }
        if model.pin.isEmpty {
            // The earlier manager put a second import of the same model one folder deeper: the same files again, or
            // all that there is.
            let nested = prefix + StoredFolder.nested
            let outer = found.filter { !$0.key.hasPrefix(nested) }
            if outer.isEmpty { prefix = nested } else { found = outer }
        }
        let files = found.map { object in
            ModelManifest.File(
                path: String(object.key.dropFirst(prefix.count)), key: object.key, size: object.size, sha256: nil,
                crc32c: object.crc32c.hex8, promised: nil
            )
        }
        // The earlier manager wrote no count, and a size that it had guessed.
        if model.pin.isEmpty { return files }
        guard let entry, entry.fileCount == files.count else { return nil }
        return entry.size.bytes == files.reduce(0) { $0 + $1.size } ? files : nil
    }
}
