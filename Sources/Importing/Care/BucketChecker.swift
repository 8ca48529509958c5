import Domain
import Foundation

/// Finds what does not fit together in a bucket. Pure: from a census to findings, each with its cure.
struct BucketChecker {
    var census: BucketCensus
    var now: Date

    struct Diagnosis: Sendable {
        var finding: FsckFinding
        var cure: Cure
    }

    enum Cure: Sendable {
        case rebuildCatalog
        case mend(ModelIdentity, ModelDiagnosis.Cure)
        case putAside(BucketCensus.DamagedManifest)
        case abort(PartUpload)
        case clear(importID: String)
        case none
    }

    func diagnoses() -> [Diagnosis] { catalog() + models() + imports() + uploads() }

    private func catalog() -> [Diagnosis] {
        let readable = census.manifests.count
        switch census.catalog {
        case .readable: return []
        case .missing:
            guard readable > 0 || !census.damagedManifests.isEmpty else { return [] }
            let finding = FsckFinding(
                .catalogLost, BucketLayout.catalogKey,
                detail: "the bucket holds manifests of \(readable) models and no catalog",
                repair: "writes it anew from the manifests"
            )
            return [Diagnosis(finding: finding, cure: .rebuildCatalog)]
        case .damaged(let why, _, let salvaged):
            let finding = FsckFinding(
                .catalogDamaged, BucketLayout.catalogKey, detail: why,
                repair:
                    "puts it aside under \(BucketLayout.damagedPrefix), and writes it anew from \(readable) manifests "
                    + "and the \(salvaged.entries.count) entries of it that can be read"
            )
            return [Diagnosis(finding: finding, cure: .rebuildCatalog)]
        }
    }

    // MARK: Models

    /// Without a catalog nothing can be said of entries: that is looked at when it has been rebuilt.
    private func models() -> [Diagnosis] {
        guard case .readable = census.catalog else { return damagedManifests(of: Set(census.manifests.keys)) }
        var found: [Diagnosis] = []
        let known = knownModels()
        for model in known.sorted(by: { $0.description < $1.description }) {
            guard let diagnosis = stored(model).diagnose(now: now) else { continue }
            found.append(Diagnosis(finding: diagnosis.finding, cure: .mend(model, diagnosis.cure)))
        }
        return found + damagedManifests(of: known)
    }

    /// Damaged manifests of models that nothing else names.
    private func damagedManifests(of known: Set<ModelIdentity>) -> [Diagnosis] {
        let keys = Set(known.map(BucketLayout.manifestKey))
        return census.damagedManifests.filter { !keys.contains($0.key) }.map { damaged in
            let finding = FsckFinding(
                .manifestDamaged, damaged.key,
                detail: damaged.isNewer
                    ? "the manifest was written by a newer release of llm-manager; use that one"
                    : "the manifest cannot be read, and no entry names its model",
                repair: damaged.isNewer ? nil : "puts it aside under \(BucketLayout.damagedPrefix)"
            )
            return Diagnosis(finding: finding, cure: damaged.isNewer ? .none : .putAside(damaged))
        }
    }

    private func knownModels() -> Set<ModelIdentity> {
        var known = Set(census.manifests.keys)
        known.formUnion(census.entries.map(\.model))
        // Objects of models that an import brings are that import's.
        let imported = census.importedModels
        for object in census.objects.under("huggingface/") {
            guard let folder = StoredFolder(key: object.key), !imported.contains(folder.model) else { continue }
            known.insert(folder.model)
        }
        let claimed = Set(census.manifests.values.flatMap { $0.files.map(\.key) })
        for tag in census.tags.values where !claimed.contains(tag.key) && tag.root == OllamaTag.roots[1] {
            let model = ModelIdentity(source: .ollama, id: tag.id, pin: tag.pin)
            if !imported.contains(model) { known.insert(model) }
        }
        return known
    }

    func stored(_ model: ModelIdentity) -> StoredModel {
        let id = ImportEngine.importID(bucket: census.bucket, model: model)
        let key = BucketLayout.manifestKey(model)
        let manifest: StoredModel.ManifestState =
            if let found = census.manifests[model] {
                .readable(found)
            } else if let damaged = census.damagedManifests.first(where: { $0.key == key }) {
                .damaged(damaged)
            } else {
                .none
            }
        let remnant = census.imports[id]
        // A record of an import that has done all its work is only in the way.
        let hasImport = remnant.map { $0.isLive || ($0.record != nil && !isOver($0)) } ?? false
        return StoredModel(
            model: model, entry: census.entries.last { $0.model == model }, manifest: manifest,
            objects: census.objects, hasImport: hasImport, tag: tag(of: model), isSuperseded: isSuperseded(model)
        )
    }

    private func tag(of model: ModelIdentity) -> OllamaTag? {
        guard model.source == .ollama, let id = try? OllamaReference(parsing: model.id).shortName else { return nil }
        let root = model.pin.isEmpty ? OllamaTag.roots[0] : OllamaTag.roots[1]
        return census.tags.values.first { $0.root == root && $0.id == id }
    }

    /// A tag of Ollama names one revision at a time: a later import of it has taken the name.
    private func isSuperseded(_ model: ModelIdentity) -> Bool {
        guard model.source == .ollama, !model.pin.isEmpty, let tag = tag(of: model), tag.pin != model.pin else {
            return false
        }
        return census.manifests.keys.contains { $0.source == .ollama && $0.id == model.id && $0.pin == tag.pin }
    }

    // MARK: Imports

    private func imports() -> [Diagnosis] {
        census.imports.values.sorted { $0.id < $1.id }.compactMap { remnant in
            guard !remnant.isLive else { return nil }
            if remnant.isUnreadable {
                let finding = FsckFinding(
                    .importUnreadable, remnant.id,
                    detail: "what the import set out to do cannot be read, so nobody can go on with it",
                    repair: "removes its journals; the model can be imported again"
                )
                return Diagnosis(finding: finding, cure: .clear(importID: remnant.id))
            }
            guard remnant.record == nil || isOver(remnant) else { return nil }
            let finding = FsckFinding(
                .staleImport, remnant.id,
                detail: remnant.record == nil
                    ? "\(remnant.keys.count) objects of an import that is over"
                    : "its model is completed, and its journals were not cleared up",
                repair: "removes them"
            )
            return Diagnosis(finding: finding, cure: .clear(importID: remnant.id))
        }
    }

    /// Everything that the import set out to bring is published.
    func isOver(_ remnant: BucketCensus.ImportRemnant) -> Bool {
        guard let model = remnant.record?.plan.model, let manifest = census.manifests[model.identity],
            census.entries.contains(where: { $0.model == model.identity && $0.status == .completed })
        else { return false }
        let proven = Set(manifest.files.map(\.key))
        guard model.chosen.allSatisfy({ proven.contains($0.key) }) else { return false }
        return manifest.files.allSatisfy { census.objects[$0.key]?.size == $0.size }
    }

    /// Uploads that no import will complete. While one import cannot be read, any of them may be its.
    private func uploads() -> [Diagnosis] {
        guard !census.imports.values.contains(where: \.isUnreadable) else { return [] }
        let keys = census.importedKeys
        return census.uploads.filter { !keys.contains($0.key) }.map { upload in
            let finding = FsckFinding(
                .orphanedUpload, "\(upload.key) (upload \(upload.id.prefix(16)))",
                detail: "an upload that no import will complete; it is billed, and listings do not show it",
                repair: "aborts it"
            )
            return Diagnosis(finding: finding, cure: .abort(upload))
        }
    }
}
