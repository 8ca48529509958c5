import Domain
import Foundation

/// What is wrong with one stored model, and the change that mends it.
struct ModelDiagnosis: Sendable {
    var finding: FsckFinding
    var cure: Cure

    enum Cure: Sendable, Hashable {
        /// Put the entry into the catalog in place of what stands there.
        case list(CatalogEntry)
        /// Write the manifest where there is none, then the entry.
        case prove(ModelManifest, CatalogEntry?)
        /// Put the damaged manifest aside; what it leaves is found next.
        case putAside(BucketCensus.DamagedManifest)
        case none
    }
}

extension StoredModel {
    /// Nil when everything fits together, or an import is at it.
    func diagnose(now: Date) -> ModelDiagnosis? {
        guard !hasImport else { return nil }
        switch manifest {
        case .damaged(let damaged): return unreadable(damaged)
        case .readable(let manifest): return diagnose(manifest, now)
        case .none: return diagnoseUnproven(now)
        }
    }

    private func unreadable(_ damaged: BucketCensus.DamagedManifest) -> ModelDiagnosis {
        let isNewer = damaged.isNewer
        return ModelDiagnosis(
            finding: FsckFinding(
                .manifestDamaged, damaged.key,
                detail: isNewer
                    ? "the manifest was written by a newer release of llm-manager; use that one"
                    : "the manifest cannot be read",
                repair: isNewer ? nil : "puts it aside under \(BucketLayout.damagedPrefix) and looks at the files"
            ),
            cure: isNewer ? .none : .putAside(damaged)
        )
    }

    private func diagnose(_ manifest: ModelManifest, _ now: Date) -> ModelDiagnosis? {
        let broken = broken(manifest)
        let isWhole = broken.isEmpty
        guard let entry else {
            let listed = CatalogEntry(manifest, status: isWhole ? .completed : .failed, now: now)
            return ModelDiagnosis(
                finding: FsckFinding(
                    .manifestWithoutEntry, "\(model)",
                    detail: "it has a manifest and is not in the catalog; " + wholeness(manifest, broken),
                    repair: isWhole ? "lists it as completed" : "lists it as failed, to be imported again or deleted"
                ),
                cure: .list(listed)
            )
        }
        switch entry.status {
        case .completed:
            guard !isWhole, !isSuperseded else { return nil }
            return ModelDiagnosis(
                finding: FsckFinding(
                    .entryWithoutObjects, "\(model)", detail: wholeness(manifest, broken),
                    repair: "lists it as failed, so that nobody deploys it; importing it again fetches what is missing"
                ),
                cure: .list(entry.with(.failed, now))
            )
        case .failed, .downloading:
            if isWhole {
                var listed = CatalogEntry(manifest, status: .completed, now: now)
                listed.importID = entry.importID
                return ModelDiagnosis(
                    finding: FsckFinding(
                        .entryOutdated, "\(model)",
                        detail:
                            "every file is there as the manifest says, and the catalog says \(entry.status.rawValue)",
                        repair: "lists it as completed"
                    ),
                    cure: .list(listed)
                )
            }
            return entry.status == .downloading ? stuck(entry, now) : nil
        }
    }

    private func diagnoseUnproven(_ now: Date) -> ModelDiagnosis? {
        guard let entry else { return unlisted(now) }
        switch entry.status {
        case .failed: return nil
        case .downloading: return stuck(entry, now)
        case .completed: return unproven(entry, now)
        }
    }

    /// Completed, and without a manifest.
    private func unproven(_ entry: CatalogEntry, _ now: Date) -> ModelDiagnosis? {
        if let manifest = rebuilt(at: now.rfc3339) {
            return ModelDiagnosis(
                finding: FsckFinding(
                    entry.isLegacy ? .notAdopted : .entryWithoutManifest, "\(model)",
                    detail: entry.isLegacy
                        ? "the earlier manager imported it, and a lost catalog would lose it"
                        : "its \(manifest.files.count) files are there in the size that the catalog says",
                    repair: "writes a manifest of its \(manifest.files.count) files (sizes and CRC32C)"
                ),
                cure: .prove(manifest, nil)
            )
        }
        let folder = StoredFolder.prefix(of: model)
        guard folder != nil else { return nil }
        return ModelDiagnosis(
            finding: FsckFinding(
                entry.isLegacy ? .entryWithoutObjects : .entryWithoutManifest, "\(model)",
                detail: entry.isLegacy
                    ? "the catalog says completed, and there are no files of it"
                    : "the catalog says completed; there is no manifest, and what is stored is not what the entry says",
                repair: "lists it as failed, so that nobody deploys it"
            ),
            cure: .list(entry.with(.failed, now))
        )
    }

    /// The earlier manager's downloads may run in a build of their own; after a day they do not any more.
    private func stuck(_ entry: CatalogEntry, _ now: Date) -> ModelDiagnosis? {
        if entry.isLegacy {
            guard let began = try? Date(entry.updatedAt, strategy: .iso8601), now.timeIntervalSince(began) > 86_400
            else { return nil }
        }
        return ModelDiagnosis(
            finding: FsckFinding(
                .stuckDownload, "\(model)",
                detail: "the catalog says downloading since \(entry.updatedAt), and no import runs or waits",
                repair: "lists it as failed, to be imported again or deleted"
            ),
            cure: .list(entry.with(.failed, now))
        )
    }

    /// Objects that nothing speaks of: a whole tag of Ollama proves itself, other files cannot be proven.
    private func unlisted(_ now: Date) -> ModelDiagnosis? {
        if model.source == .ollama {
            guard tag != nil, let manifest = rebuilt(at: now.rfc3339) else { return nil }
            return ModelDiagnosis(
                finding: FsckFinding(
                    .objectsWithoutEntry, "\(model)", detail: "all of its blobs are there, and nothing lists it",
                    repair: "writes its manifest and lists it as completed"
                ),
                cure: .prove(manifest, CatalogEntry(manifest, status: .completed, now: now))
            )
        }
        guard let prefix = StoredFolder.prefix(of: model) else { return nil }
        let found = objects.under(prefix)
        guard !found.isEmpty else { return nil }
        let size = ByteCount(found.reduce(0) { $0 + $1.size })
        let entry = CatalogEntry(
            model: model, status: .failed, size: size, fileCount: found.count, updatedAt: now.rfc3339
        )
        return ModelDiagnosis(
            finding: FsckFinding(
                .objectsWithoutEntry, "\(model)",
                detail: "\(found.count) objects, \(size), and nothing says what they should be",
                repair: "lists it as failed, to be imported again or deleted ('models gc' deletes it as it is)"
            ),
            cure: .list(entry)
        )
    }

    private func wholeness(_ manifest: ModelManifest, _ broken: [ModelManifest.File]) -> String {
        guard let first = broken.first else { return "all of its \(manifest.files.count) files are there" }
        let what = objects[first.key] == nil ? "missing" : "changed"
        let others = broken.count > 1 ? " and \(broken.count - 1) more are not as the manifest says" : ""
        return "\(first.path) is \(what)\(others)"
    }
}

extension CatalogEntry {
    /// The entry of a model as its manifest tells it.
    init(_ manifest: ModelManifest, status: Status, now: Date) {
        self.init(
            model: manifest.model, status: status, size: manifest.size, format: manifest.facts.format,
            fileCount: manifest.files.count, updatedAt: now.rfc3339, license: manifest.facts.license,
            task: manifest.facts.task, isLegacy: manifest.model.pin.isEmpty
        )
    }

    func with(_ status: Status, _ now: Date) -> CatalogEntry {
        var entry = self
        entry.status = status
        entry.updatedAt = now.rfc3339
        return entry
    }
}
