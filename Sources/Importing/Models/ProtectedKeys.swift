import Domain

/// Objects that somebody still needs: Ollama's blobs are shared between models.
struct ProtectedKeys {
    /// Keys in manifests of other models, and in plans of other imports that have not ended.
    static func besides(
        _ model: ModelIdentity, importID: String, in store: any ObjectStore
    ) async throws -> Set<String> {
        var keys: Set<String> = []
        for manifest in try await ManifestReader(store).all() where manifest.model != model {
            for file in manifest.files { keys.insert(file.key) }
        }
        for id in try await ImportRecord.ids(in: store) where id != importID {
            guard let record = try await ImportRecord.read(id, from: store) else { continue }
            for file in record.plan.model.chosen { keys.insert(file.key) }
        }
        return keys
    }
}
