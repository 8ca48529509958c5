package import Domain

/// Lists what nothing in a bucket references, and deletes what of it somebody has confirmed.
package struct BucketGarbage: Sendable {
    private let store: any ObjectStore
    private let clock: ImportClock
    private let lease: LeaseTiming
    private let price: Money?

    /// - Parameter price: of one GiB for a month; nil when none is known.
    package init(
        _ store: any ObjectStore, price: Money?, clock: ImportClock = ImportClock(), lease: LeaseTiming = LeaseTiming()
    ) {
        self.store = store
        self.price = price
        self.clock = clock
        self.lease = lease
    }

    /// What could be deleted now. Changes nothing.
    ///
    /// - Parameter use: which models services run; those are never garbage.
    /// - Throws: `not-found` when the bucket is not managed; `catalog-unreadable` when catalog or manifests are damaged:
    ///   then nothing can be said to be unreferenced.
    package func list(_ use: ModelUse) async throws -> [GarbageItem] {
        try await finds(use).map(\.item).sorted { ($0.size, $1.id) > ($1.size, $0.id) }
    }

    /// Deletes the confirmed items, as far as they are still garbage: each is looked at again first.
    ///
    /// - Parameter ids: ``GarbageItem/id`` of what was confirmed.
    package func collect(_ ids: Set<String>, _ use: ModelUse) async throws -> [GarbageItem] {
        let finds = try await finds(use).filter { ids.contains($0.item.id) }
        var items: [GarbageItem] = []
        for find in finds.sorted(by: { $0.item.id < $1.item.id }) {
            try Task.checkCancellation()
            var item = find.item
            do {
                item.outcome = .deleted(try await delete(find))
            } catch let problem as Problem
                where [.importRunning, .conflict, .modelNotFound, .unsupported].contains(problem.code)
            {
                item.outcome = .kept(problem.detail)
            }
            items.append(item)
        }
        return items
    }

    private func finds(_ use: ModelUse) async throws -> [GarbageFinder.Find] {
        let census = try await BucketCensus.take(store, clock: clock)
        guard case .readable = census.catalog, census.damagedManifests.isEmpty else {
            guard case .missing = census.catalog, census.manifests.isEmpty, census.damagedManifests.isEmpty else {
                throw Problem(
                    .catalogUnreadable, "The bucket must be mended first",
                    detail: "a catalog or manifest of \(store.bucket) is lost or damaged: what it needs cannot be told",
                    fix: "llm-manager models fsck --repair --bucket \(store.bucket)"
                )
            }
            throw Problem(
                .notFound, "Not a managed bucket", detail: "\(store.bucket) has no \(BucketLayout.catalogKey)"
            )
        }
        var finds = GarbageFinder(census: census, use: use, now: clock.now()).finds()
        for index in finds.indices {
            if case .upload(let upload) = finds[index].target {
                let parts = try? await store.parts(of: upload)
                finds[index].item.size = ByteCount((parts ?? []).reduce(0) { $0 + $1.size })
            }
            let gibibytes = Double(finds[index].item.size.bytes) / Double(1 << 30)
            finds[index].item.monthlyCost = price.map { $0 * gibibytes }
        }
        return finds
    }

    private func delete(_ find: GarbageFinder.Find) async throws -> ByteCount {
        switch find.target {
        case .model(let model): return try await ModelRemover(store, clock: clock, lease: lease).delete(model).bytes
        case .upload(let upload):
            try await BucketMender(store: store, clock: clock, lease: lease).apply(.abort(upload))
            return find.item.size
        case .importObjects(let id):
            try await BucketMender(store: store, clock: clock, lease: lease).apply(.clear(importID: id))
            return find.item.size
        case .objects(let objects): return try await delete(objects)
        }
    }

    /// What has been written since, or what an import has come to need meanwhile, stays.
    private func delete(_ objects: [ObjectInfo]) async throws -> ByteCount {
        var freed = ByteCount(0)
        var isNeeded: Set<String> = []
        for (index, object) in objects.enumerated() {
            if index % 100 == 0 { isNeeded = try await neededNow() }
            guard !isNeeded.contains(object.key) else { continue }
            do {
                try await store.delete(object.key, if: .generation(object.generation))
                freed = freed + ByteCount(object.size)
            } catch let problem as Problem where problem.code == .conflict {}
        }
        return freed
    }

    private func neededNow() async throws -> Set<String> {
        var keys = Set(try await ManifestReader(store).all().flatMap { $0.files.map(\.key) })
        for remnant in try await BucketCensus.readImports(store, clock: clock).values {
            for file in remnant.record?.plan.model.chosen ?? [] { keys.insert(file.key) }
        }
        return keys
    }
}

/// What the services of a target run, as far as it concerns one bucket.
package struct ModelUse: Sendable, Hashable {
    package var models: Set<ModelIdentity>
    /// A service uses the bucket without saying which revision: then all revisions of these ids are in use. Nil: of all.
    package var ids: Set<String>?

    package init(models: Set<ModelIdentity> = [], ids: Set<String>? = []) {
        self.models = models
        self.ids = ids
    }

    package func needs(_ model: ModelIdentity) -> Bool {
        models.contains(model) || (ids.map { $0.contains(model.id) } ?? true)
    }
}
