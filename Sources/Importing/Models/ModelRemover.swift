package import Domain
import NIOCore

/// Takes a model out of a bucket: entry first, so that nobody deploys it any more, then manifest, then files.
package struct ModelRemover: Sendable {
    private let store: any ObjectStore
    private let clock: ImportClock
    private let lease: LeaseTiming

    package init(
        _ store: any ObjectStore, clock: ImportClock = ImportClock(), lease: LeaseTiming = LeaseTiming()
    ) {
        self.store = store
        self.clock = clock
        self.lease = lease
    }

    /// What a deletion has freed.
    package struct Freed: Sendable, Hashable, Codable {
        package var objects: Int
        package var bytes: ByteCount
        /// Files of the model that stay, because another model uses them.
        package var shared: Int
    }

    /// Deletes under the lease of the model's import, so that no import of it begins meanwhile.
    ///
    /// - Throws: `import-running` while an import writes the model; `model-not-found`; `unsupported` for a model of the
    ///   earlier manager whose files cannot be told apart.
    package func delete(_ model: ModelIdentity) async throws -> Freed {
        let importID = ImportEngine.importID(bucket: store.bucket, model: model)
        do {
            return try await LeaseHolder.holding(importID, in: store, timing: lease, clock: clock) {
                try await deleteHeld(model, importID)
            }
        } catch let problem as Problem where problem.code == .importRunning {
            throw Problem(
                .importRunning, "The model is being imported",
                detail: "import \(importID) writes \(model) at this moment",
                fix: "Cancel the import first, or wait for its end."
            )
        }
    }

    private func deleteHeld(_ model: ModelIdentity, _ importID: String) async throws -> Freed {
        let catalog = Catalog(store, sleep: clock.backOff)
        let stored = try await StoredModel.read(model, from: store, clock: clock)
        let manifest = try await ManifestReader(store).manifest(of: model)
        guard try await catalog.entry(of: model) != nil || manifest != nil else {
            throw Problem(.modelNotFound, "No such model", detail: "\(store.bucket) does not hold \(model)")
        }
        let protected = try await ProtectedKeys.besides(
            model, importID: importID, tag: stored.tag.flatMap { stored.isSuperseded ? nil : $0.key }, in: store
        )
        let objects = try objects(of: stored, manifest: manifest)
        try await catalog.remove(model)
        try await store.delete(BucketLayout.manifestKey(model), if: .always)
        var freed = Freed(objects: 0, bytes: 0, shared: 0)
        for object in objects {
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

    /// A tag's manifest first: it must not stand over missing blobs.
    private func objects(of stored: StoredModel, manifest: ModelManifest?) throws -> [Object] {
        let model = stored.model
        // An adopted model of Ollama may have no manifest of ours yet; its own tag tells its files.
        let adopted = model.source == .ollama && model.pin.isEmpty ? stored.rebuilt(at: "") : nil
        if let manifest = manifest ?? adopted {
            let isTag = { (key: String) in OllamaTag.roots.contains { key.hasPrefix($0 + "manifests/") } }
            let files = manifest.files.filter { isTag($0.key) } + manifest.files.filter { !isTag($0.key) }.reversed()
            return files.map { Object(key: $0.key, size: $0.size) }
        }
        if model.source == .ollama, !model.pin.isEmpty { return [] }
        guard model.source != .ollama, let prefix = StoredFolder.prefix(of: model) else {
            throw Problem(
                .unsupported, "Cannot be deleted alone",
                detail: "\(model) was imported by the earlier manager; its files cannot be told from other models'",
                fix: "Delete its objects yourself when no service uses them."
            )
        }
        return stored.objects.under(prefix).reversed().map { Object(key: $0.key, size: $0.size) }
    }
}
