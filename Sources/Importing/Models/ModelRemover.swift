package import Domain
import NIOCore

/// Takes a model out of a bucket: entry first, so that nobody deploys it any more, then manifest, then files.
package struct ModelRemover: Sendable {
    private let store: any ObjectStore
    private let clock: ImportClock

    package init(_ store: any ObjectStore, clock: ImportClock = ImportClock()) {
        self.store = store
        self.clock = clock
    }

    /// What a deletion has freed.
    package struct Freed: Sendable, Hashable, Codable {
        package var objects: Int
        package var bytes: ByteCount
        /// Files of the model that stay, because another model uses them.
        package var shared: Int
    }

    /// - Throws: `import-running` while an import writes the model; `model-not-found`; `unsupported` for an Ollama
    ///   model of the earlier manager, whose files cannot be told apart.
    package func delete(_ model: ModelIdentity) async throws -> Freed {
        let importID = ImportEngine.importID(bucket: store.bucket, model: model)
        if let (lease, _) = try await Lease.read(importID, from: store), lease.isLive(at: clock.now()) {
            throw Problem(
                .importRunning, "The model is being imported",
                detail: "import \(importID) writes \(model) at this moment",
                fix: "Cancel the import first, or wait for its end."
            )
        }
        let catalog = Catalog(store, sleep: clock.backOff)
        let entry = try await catalog.entry(of: model)
        let manifest = try await ManifestReader(store).manifest(of: model)
        guard entry != nil || manifest != nil else {
            throw Problem(.modelNotFound, "No such model", detail: "\(store.bucket) does not hold \(model)")
        }
        let protected = try await ProtectedKeys.besides(model, importID: importID, in: store)
        let objects = try await objects(of: model, manifest: manifest, entry: entry)
        try await catalog.remove(model)
        try await store.delete(BucketLayout.manifestKey(model), if: .always)
        var freed = Freed(objects: 0, bytes: 0, shared: 0)
        // The last file goes first: an Ollama manifest must not stand over missing blobs.
        for object in objects.reversed() {
            guard !protected.contains(object.key) else {
                freed.shared += 1
                continue
            }
            try await store.delete(object.key, if: .always)
            freed.objects += 1
            freed.bytes = freed.bytes + ByteCount(object.size)
        }
        try await ImportRemains(store).remove(importID)
        return freed
    }

    private struct Object { var key: String, size: Int64 }

    private func objects(
        of model: ModelIdentity, manifest: ModelManifest?, entry: CatalogEntry?
    ) async throws -> [Object] {
        if let manifest {
            // A tag's manifest is the file to take away first.
            let isTag = { (key: String) in key.hasPrefix(BucketLayout.ollamaRoot + "/manifests/") }
            let files = manifest.files.filter { !isTag($0.key) } + manifest.files.filter { isTag($0.key) }
            return files.map { Object(key: $0.key, size: $0.size) }
        }
        guard entry?.isLegacy == true else {
            guard model.source != .ollama else { return [] }
            return try await list(BucketLayout.folder(model) + "/")
        }
        let roots = ["huggingface", BucketLayout.ollamaRoot, ".llm-manager", "files"]
        let first = model.id.split(separator: "/").first.map(String.init) ?? ""
        guard model.source == .huggingFace, model.id.contains("/"), !roots.contains(first) else {
            throw Problem(
                .unsupported, "Cannot be deleted alone",
                detail: "\(model) was imported by the earlier manager; its files cannot be told from other models'",
                fix: "Delete the objects under ollama/models/ yourself when no service uses them."
            )
        }
        return try await list(model.id + "/")
    }

    private func list(_ prefix: String) async throws -> [Object] {
        try await store.list(prefix: prefix).map { Object(key: $0.key, size: $0.size) }
    }
}
