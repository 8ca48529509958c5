import Domain
import Foundation
import NIOCore

/// Carries out what a check wants mended. Each cure looks again before it changes anything.
struct BucketMender: Sendable {
    let store: any ObjectStore
    let clock: ImportClock
    let lease: LeaseTiming

    private var catalog: Catalog { Catalog(store, sleep: clock.backOff) }

    /// - Throws: `import-running` while an import is at it; `conflict` or `plan-outdated` when the bucket has changed.
    func apply(_ cure: BucketChecker.Cure) async throws {
        switch cure {
        case .none: break
        case .rebuildCatalog: try await rebuildCatalog()
        case .putAside(let damaged): try await putAside(damaged.key, generation: damaged.generation)
        case .abort(let upload): try await abort(upload)
        case .clear(let importID): try await clear(importID)
        case .mend(let model, let cure): try await mend(model, cure)
        }
    }

    // MARK: Catalog

    /// From what can be read of it and from the manifests. The damaged one is kept under another name first.
    private func rebuildCatalog() async throws {
        let census = try await BucketCensus.take(store, clock: clock)
        var document: CatalogDocument
        let condition: WriteCondition
        switch census.catalog {
        case .readable: return
        case .missing: (document, condition) = (CatalogDocument(), .absent)
        case .damaged(_, let generation, let salvaged):
            try await copyAside(BucketLayout.catalogKey, generation: generation)
            (document, condition) = (salvaged, .generation(generation))
        }
        let listed = Set(document.entries.map(\.model))
        let checker = BucketChecker(census: census, now: clock.now())
        for manifest in census.manifests.values.sorted(by: { $0.importedAt < $1.importedAt })
        where !listed.contains(manifest.model) {
            let isWhole = checker.stored(manifest.model).broken(manifest).isEmpty
            var entry = CatalogEntry(manifest, status: isWhole ? .completed : .failed, now: clock.now())
            entry.updatedAt = manifest.importedAt
            document.upsert(entry)
        }
        _ = try await store.write(
            BucketLayout.catalogKey, try document.serialized(), if: condition, metadata: [:]
        )
    }

    // MARK: Models

    /// Under the model's lease, so that no import of it begins meanwhile, and after a second look at it alone.
    private func mend(_ model: ModelIdentity, _ cure: ModelDiagnosis.Cure) async throws {
        let id = ImportEngine.importID(bucket: store.bucket, model: model)
        try await LeaseHolder.holding(id, in: store, timing: lease, clock: clock) {
            let now = try await StoredModel.read(model, from: store, clock: clock)
            guard let diagnosis = now.diagnose(now: clock.now()) else { throw Self.changed(model.description) }
            switch diagnosis.cure {
            case .none: throw Self.changed(model.description)
            case .list(let entry): try await list(entry, seen: now.entry)
            case .putAside(let damaged): try await putAside(damaged.key, generation: damaged.generation)
            case .prove(let manifest, let entry):
                let key = BucketLayout.manifestKey(model)
                _ = try await store.write(key, JSONDocument.encode(manifest), if: .absent, metadata: [:])
                if let entry { try await list(entry, seen: now.entry) }
            }
        }
    }

    /// Writes an entry where the one that was seen still stands.
    private func list(_ entry: CatalogEntry, seen: CatalogEntry?) async throws {
        try await catalog.change { document in
            let standing = document.entry(of: entry.model)
            guard standing == seen else { throw Self.changed(entry.model.description) }
            document.upsert(entry)
        }
    }

    private func putAside(_ key: String, generation: Int64) async throws {
        try await copyAside(key, generation: generation)
        try await store.delete(key, if: .generation(generation))
    }

    private func copyAside(_ key: String, generation: Int64) async throws {
        guard let bytes = try await CareBytes.read(key, from: store) else { throw Self.changed(key) }
        let aside = BucketLayout.damagedKey(key, generation: generation)
        // Put aside before, by a repair that went no further.
        guard try await store.stat(aside) == nil else { return }
        do {
            _ = try await store.write(aside, bytes, if: .absent, metadata: [:])
        } catch let problem as Problem where problem.code == .conflict {}
    }

    // MARK: Imports

    private func abort(_ upload: PartUpload) async throws {
        // An import may have begun since the census: its record tells which keys are its.
        let imports = try await BucketCensus.readImports(store, clock: clock)
        let keys = imports.values.flatMap { $0.record?.plan.model.chosen.map(\.key) ?? [] }
        guard !keys.contains(upload.key), !imports.values.contains(where: \.isUnreadable) else {
            throw Self.changed(upload.key)
        }
        try await store.abort(upload)
    }

    private func clear(_ importID: String) async throws {
        try await LeaseHolder.holding(importID, in: store, timing: lease, clock: clock) {
            let prefix = "\(BucketLayout.importsPrefix)\(importID)/"
            let found = try await BucketCensus.readImports(store, prefix, clock: clock)[importID]
            if let record = found?.record {
                let model = record.plan.model.identity
                let census = try await BucketCensus.take(of: model, store, clock: clock)
                let isOver = census.imports[importID].map(BucketChecker(census: census, now: clock.now()).isOver)
                guard isOver == true else { throw Self.changed("import \(importID)") }
            }
            try await ImportRemains(store).remove(importID)
        }
    }

    private static func changed(_ what: String) -> Problem {
        Problem(.planOutdated, "The bucket has changed", detail: "\(what) is not what was found any more")
    }
}

extension StoredModel {
    /// The model alone, as it stands now. The caller holds its lease, so that an import is one that waits.
    static func read(_ model: ModelIdentity, from store: any ObjectStore, clock: ImportClock) async throws
        -> StoredModel
    {
        var census = try await BucketCensus.take(of: model, store, clock: clock)
        let id = ImportEngine.importID(bucket: store.bucket, model: model)
        census.imports[id]?.isLive = false
        return BucketChecker(census: census, now: clock.now()).stored(model)
    }
}
