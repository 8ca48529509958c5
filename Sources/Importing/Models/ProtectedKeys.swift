import Domain

/// Objects that somebody still needs: Ollama's blobs are shared between models.
struct ProtectedKeys {
    /// Keys in manifests of other models, in plans of other imports that have not ended, and blobs of Ollama's tags
    /// that no manifest of ours speaks of.
    ///
    /// - Parameter tag: the model's own tag in the bucket.
    static func besides(
        _ model: ModelIdentity, importID: String, tag: String? = nil, in store: any ObjectStore
    ) async throws -> Set<String> {
        var keys: Set<String> = []
        for manifest in try await ManifestReader(store).all() where manifest.model != model {
            for file in manifest.files { keys.insert(file.key) }
        }
        for id in try await ImportRecord.ids(in: store) where id != importID {
            guard let record = try await ImportRecord.read(id, from: store) else { continue }
            for file in record.plan.model.chosen { keys.insert(file.key) }
        }
        guard model.source == .ollama else { return keys }
        var found: [ObjectInfo] = []
        for root in OllamaTag.roots { found += try await store.list(prefix: root + "manifests/") }
        for other in try await BucketCensus.readTags(store, ObjectIndex(found)).values where other.key != tag {
            for blob in other.blobs { keys.insert(other.blobKey(blob)) }
        }
        return keys
    }
}
