import Domain
import NIOCore

/// Everything of a bucket that a check or a cleaning looks at, as it was found. Reading it changes nothing.
///
/// Uploads are read before imports, and imports before the rest: an upload that was seen belongs to an import whose
/// record was written before it.
struct BucketCensus: Sendable {
    var bucket: String
    var catalog: CatalogState
    var manifests: [ModelIdentity: ModelManifest]
    var damagedManifests: [DamagedManifest]
    var objects: ObjectIndex
    /// By id.
    var imports: [String: ImportRemnant]
    var uploads: [PartUpload]
    /// Ollama's own manifests, by their keys.
    var tags: [String: OllamaTag]

    enum CatalogState: Sendable {
        case readable(CatalogDocument)
        case missing
        /// `salvaged` is what of it can still be read.
        case damaged(why: String, generation: Int64, salvaged: CatalogDocument)
    }

    struct DamagedManifest: Sendable, Hashable {
        var key: String
        var generation: Int64
        /// Not damaged, but written by a newer release.
        var isNewer: Bool
    }

    /// What an import has in the bucket.
    struct ImportRemnant: Sendable {
        var id: String
        var keys: [String] = []
        var record: ImportRecord?
        var isUnreadable = false
        /// Somebody holds its lease.
        var isLive = false
    }

    var entries: [CatalogEntry] {
        if case .readable(let document) = catalog { document.entries } else { [] }
    }

    /// Models that an import has set out to bring, whether it runs or waits.
    var importedModels: Set<ModelIdentity> { Set(imports.values.compactMap { $0.record?.plan.model.identity }) }

    /// Keys that an import writes, has written, or counts on.
    var importedKeys: Set<String> {
        var keys: Set<String> = []
        for remnant in imports.values {
            for file in remnant.record?.plan.model.chosen ?? [] { keys.insert(file.key) }
        }
        return keys
    }

    /// - Throws: what the store says when it cannot be read. What is damaged in the bucket is part of the answer.
    static func take(_ store: any ObjectStore, clock: ImportClock) async throws -> BucketCensus {
        let uploads = try await store.unfinishedUploads(prefix: "")
        let imports = try await readImports(store, clock: clock)
        let objects = ObjectIndex(try await store.list(prefix: ""))
        let (manifests, damaged) = try await readManifests(store, objects)
        let tags = try await readTags(store, objects)
        return BucketCensus(
            bucket: store.bucket, catalog: try await readCatalog(store), manifests: manifests,
            damagedManifests: damaged, objects: objects, imports: imports, uploads: uploads.filter(isOurs), tags: tags
        )
    }

    /// The part of it that speaks of one model.
    static func take(of model: ModelIdentity, _ store: any ObjectStore, clock: ImportClock) async throws
        -> BucketCensus
    {
        let id = ImportEngine.importID(bucket: store.bucket, model: model)
        let imports = try await readImports(store, "\(BucketLayout.importsPrefix)\(id)/", clock: clock)
        let key = BucketLayout.manifestKey(model)
        // Beside its own manifest: those of the model's other revisions.
        let manifestFolder = key.prefix(through: key.lastIndex(of: "/") ?? key.startIndex)
        var found = try await store.list(prefix: String(manifestFolder))
        if let prefix = StoredFolder.prefix(of: model) { found += try await store.list(prefix: prefix) }
        let objects = ObjectIndex(found)
        let (manifests, damaged) = try await readManifests(store, objects)
        let tags = model.source == .ollama ? try await readTags(store, objects) : [:]
        return BucketCensus(
            bucket: store.bucket, catalog: try await readCatalog(store), manifests: manifests,
            damagedManifests: damaged, objects: objects, imports: imports, uploads: [], tags: tags
        )
    }

    /// Other programs may keep uploads of their own in the bucket.
    private static func isOurs(_ upload: PartUpload) -> Bool {
        StoredFolder.roots.contains { upload.key.hasPrefix($0) } || upload.key.hasPrefix(".llm-manager/")
    }
}

extension BucketCensus {
    private static func readCatalog(_ store: any ObjectStore) async throws -> CatalogState {
        guard let info = try await store.stat(BucketLayout.catalogKey),
            let bytes = try await CareBytes.read(BucketLayout.catalogKey, from: store)
        else { return .missing }
        do {
            return .readable(try CatalogDocument(parsing: bytes, bucket: store.bucket))
        } catch {
            return .damaged(
                why: error.detail, generation: info.generation, salvaged: CatalogDocument(salvaging: bytes)
            )
        }
    }

    private static func readManifests(
        _ store: any ObjectStore, _ objects: ObjectIndex
    ) async throws -> ([ModelIdentity: ModelManifest], [DamagedManifest]) {
        var manifests: [ModelIdentity: ModelManifest] = [:]
        var damaged: [DamagedManifest] = []
        for info in objects.under(BucketLayout.manifestsPrefix) {
            guard let bytes = try await CareBytes.read(info.key, from: store) else { continue }
            if let manifest = ManifestReader.decode(bytes), BucketLayout.manifestKey(manifest.model) == info.key {
                manifests[manifest.model] = manifest
            } else {
                let isNewer = ManifestReader.isNewer(bytes)
                damaged.append(DamagedManifest(key: info.key, generation: info.generation, isNewer: isNewer))
            }
        }
        return (manifests, damaged)
    }

    static func readTags(_ store: any ObjectStore, _ objects: ObjectIndex) async throws -> [String: OllamaTag] {
        var tags: [String: OllamaTag] = [:]
        for info in OllamaTag.roots.flatMap({ objects.under($0 + "manifests/") }) where info.size <= OllamaTag.limit {
            guard let bytes = try await CareBytes.read(info.key, from: store) else { continue }
            tags[info.key] = OllamaTag(key: info.key, bytes: bytes)
        }
        return tags
    }

    static func readImports(
        _ store: any ObjectStore, _ prefix: String = BucketLayout.importsPrefix, clock: ImportClock
    ) async throws -> [String: ImportRemnant] {
        var found: [String: ImportRemnant] = [:]
        for info in try await store.list(prefix: prefix) {
            let rest = info.key.dropFirst(BucketLayout.importsPrefix.count)
            guard let slash = rest.firstIndex(of: "/") else { continue }
            let id = String(rest[..<slash])
            found[id, default: ImportRemnant(id: id)].keys.append(info.key)
        }
        for id in found.keys {
            // The lease first: a record that is gone after it belongs to an import that has ended in order.
            let lease = try await Lease.read(id, from: store)?.0
            found[id]?.isLive = lease?.isLive(at: clock.now()) ?? false
            do {
                found[id]?.record = try await ImportRecord.read(id, from: store)
            } catch let problem as Problem where problem.code == .conflict {
                found[id]?.isUnreadable = true
            } catch let problem as Problem where problem.code == .notFound {
                found[id]?.record = nil
            }
        }
        return found
    }
}

/// Small documents, read whole.
enum CareBytes {
    private static let limit = 256 << 20

    /// Nil when the object is gone.
    static func read(_ key: String, from store: any ObjectStore) async throws -> ByteBuffer? {
        do {
            return try await store.read(key, range: nil).collect(upTo: limit)
        } catch let problem as Problem where problem.code == .notFound {
            return nil
        }
    }
}
