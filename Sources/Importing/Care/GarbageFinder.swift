import Domain
import Foundation

/// Finds what nothing in a bucket references. Pure: from a census to items, each with what its deletion takes.
///
/// What lies outside of our folders is somebody else's, and is never garbage; neither are models of the earlier manager.
struct GarbageFinder {
    var census: BucketCensus
    var use: ModelUse
    var now: Date

    struct Find: Sendable {
        var item: GarbageItem
        var target: Target
    }

    enum Target: Sendable {
        case model(ModelIdentity)
        case objects([ObjectInfo])
        case upload(PartUpload)
        case importObjects(String)
    }

    func finds() -> [Find] {
        let removable = superseded() + failed()
        return removable + leftovers() + orphans() + others()
    }

    // MARK: Models

    /// Completed revisions of a model of which a newer one is completed.
    private func superseded() -> [Find] {
        let completed = census.entries.filter { $0.status == .completed && !$0.isLegacy }
        let groups = Dictionary(grouping: completed) {
            ModelIdentity(source: $0.model.source, id: $0.model.id, pin: "")
        }
        let imported = census.importedModels
        return groups.values.flatMap { entries -> [Find] in
            guard entries.count > 1, let newest = entries.max(by: isOlder) else { return [] }
            return entries.filter { $0.model != newest.model && !use.needs($0.model) && !imported.contains($0.model) }
                .compactMap { entry in
                    guard let manifest = census.manifests[entry.model] else { return nil }
                    let detail = "\(newest.model.shortPin) is newer, and no service uses this revision"
                    return model(.supersededRevision, entry, files: manifest.files.map(\.key), detail)
                }
        }
    }

    /// Entries tell whole seconds; within one the later manifest is the newer: its generation grows with time.
    private func isOlder(_ left: CatalogEntry, _ right: CatalogEntry) -> Bool {
        (left.updatedAt, generation(left), left.model.pin) < (right.updatedAt, generation(right), right.model.pin)
    }

    private func generation(_ entry: CatalogEntry) -> Int64 {
        census.objects[BucketLayout.manifestKey(entry.model)]?.generation ?? 0
    }

    /// Models whose import failed and left nothing to resume.
    private func failed() -> [Find] {
        let imported = census.importedModels
        return census.entries.filter { $0.status == .failed && !$0.isLegacy }.compactMap { entry in
            guard !imported.contains(entry.model), !use.needs(entry.model) else { return nil }
            let keys: [String]
            if let manifest = census.manifests[entry.model] {
                keys = manifest.files.map(\.key)
            } else if entry.model.source == .ollama {
                keys = []
            } else {
                keys = census.objects.under(BucketLayout.folder(entry.model) + "/").map(\.key)
            }
            return model(.failedModel, entry, files: keys, "it failed, and no import waits to be resumed")
        }
    }

    private func model(
        _ kind: GarbageItem.Kind, _ entry: CatalogEntry, files: [String], _ detail: String
    ) -> Find {
        let shared = referenced(except: entry.model)
        let freed = Set(files).subtracting(shared).compactMap { census.objects[$0] }
        let size = ByteCount(freed.reduce(0) { $0 + $1.size })
        let item = GarbageItem(
            kind, bucket: census.bucket, "\(entry.model)", detail: detail, objects: freed.count, size: size
        )
        return Find(item: item, target: .model(entry.model))
    }

    // MARK: Objects

    /// Keys that a manifest, an import or a tag of Ollama names.
    private func referenced(except model: ModelIdentity? = nil) -> Set<String> {
        var keys = census.importedKeys
        for manifest in census.manifests.values where manifest.model != model {
            for file in manifest.files { keys.insert(file.key) }
        }
        for tag in census.tags.values where tag.pin != model?.pin {
            keys.insert(tag.key)
            for blob in tag.blobs { keys.insert(tag.blobKey(blob)) }
        }
        return keys
    }

    /// Objects in our folders that nothing names, by folder.
    private func leftovers() -> [Find] {
        let referenced = referenced()
        // A model that is listed and not proven keeps everything in its folder.
        let kept = census.entries.filter {
            census.manifests[$0.model] == nil && !$0.isLegacy && $0.model.source != .ollama
        }
        .map { BucketLayout.folder($0.model) + "/" }
        var folders: [String: [ObjectInfo]] = [:]
        for root in StoredFolder.roots {
            for object in census.objects.under(root) where !referenced.contains(object.key) {
                guard !object.key.hasPrefix(OllamaTag.roots[0]), !kept.contains(where: object.key.hasPrefix) else {
                    continue
                }
                guard let folder = Self.folder(of: object.key) else { continue }
                folders[folder, default: []].append(object)
            }
        }
        return folders.map { folder, objects in
            let isBlobs = folder == OllamaTag.roots[1] + "blobs/"
            return find(
                isBlobs ? .unreferencedBlobs : .leftoverFiles, folder, objects,
                isBlobs ? "no manifest names these blobs" : "neither a model nor an import names these files"
            )
        }
    }

    /// Nil for what is not of our making.
    private static func folder(of key: String) -> String? {
        if key.hasPrefix(OllamaTag.roots[1]) {
            let folders = ["blobs/", "manifests/"].map { OllamaTag.roots[1] + $0 }
            return folders.first(where: key.hasPrefix)
        }
        if let folder = StoredFolder(key: key) { return folder.prefix }
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.first == "files", parts.count >= 4 else { return nil }
        return parts[..<3].joined(separator: "/") + "/"
    }

    private func find(
        _ kind: GarbageItem.Kind, _ object: String, _ objects: [ObjectInfo], _ detail: String
    ) -> Find {
        let size = ByteCount(objects.reduce(0) { $0 + $1.size })
        let item = GarbageItem(
            kind, bucket: census.bucket, object, detail: detail, objects: objects.count, size: size
        )
        return Find(item: item, target: .objects(objects))
    }

    // MARK: Remains

    /// What a check would mend as well, offered here because it costs.
    private func orphans() -> [Find] {
        BucketChecker(census: census, now: now).diagnoses().compactMap { diagnosis in
            switch diagnosis.cure {
            case .abort(let upload):
                let item = GarbageItem(
                    .orphanedUpload, bucket: census.bucket, diagnosis.finding.object,
                    detail: "no import will complete it",
                    objects: 1, size: 0
                )
                return Find(item: item, target: .upload(upload))
            case .clear(let id):
                let objects = (census.imports[id]?.keys ?? []).compactMap { census.objects[$0] }
                var found = find(.staleImport, id, objects, diagnosis.finding.detail)
                found.target = .importObjects(id)
                return found
            default: return nil
            }
        }
    }

    private func others() -> [Find] {
        var finds: [Find] = []
        let aside = Array(census.objects.under(BucketLayout.damagedPrefix))
        if !aside.isEmpty {
            finds.append(
                find(.keptAside, BucketLayout.damagedPrefix, aside, "damaged documents that a repair put aside"))
        }
        if let key = census.objects["\(BucketLayout.ollamaRoot)/id_ed25519"] {
            finds.append(
                find(
                    .privateKey, key.key, [key], "the private key of the Ollama home that was copied; nothing reads it")
            )
        }
        return finds
    }
}
