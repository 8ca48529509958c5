import Domain
import NIOCore

extension ImportEngine {
    /// Manifest, then catalog entry: a model is deployable when its entry says so.
    func publish(_ files: [ModelManifest.File], _ run: ImportRun) async throws -> ModelManifest {
        let model = run.record.plan.model
        try await requireHeld(run.record.plan)
        let manifest = try await write(
            ModelManifest(
                model: model.identity, files: files.sorted { $0.path < $1.path }, facts: model.facts,
                importedAt: clock.now().rfc3339, importedBy: run.record.startedBy
            )
        )
        try await run.lease.renewIfDue()
        try await catalog.upsert(entry(of: run, status: .completed, manifest: manifest))
        return manifest
    }

    /// What the bucket held when the import began may have been cleared away meanwhile: then nothing is published.
    private func requireHeld(_ plan: ImportPlan) async throws {
        guard !plan.held.isEmpty else { return }
        let held = Set(plan.held)
        let stands = Set(try await store.list(prefix: BucketLayout.folder(plan.model.identity) + "/").map(\.key))
        guard let gone = plan.model.chosen.first(where: { held.contains($0.path) && !stands.contains($0.key) }) else {
            return
        }
        throw Problem(
            .planOutdated, "The bucket has changed",
            detail: "\(gone.key) was in the bucket when the import was planned, and is not any more",
            fix: "Start the import again: the file is fetched then."
        )
    }

    /// Writes the manifest once. What stands there already is kept; files that it did not have are added.
    private func write(_ manifest: ModelManifest) async throws -> ModelManifest {
        let key = BucketLayout.manifestKey(manifest.model)
        for _ in 0..<5 {
            let info = try await store.stat(key)
            var merged = manifest
            if info != nil, let old = try await self.manifest(of: manifest.model) {
                let fresh = Set(manifest.files.map(\.key))
                let kept = old.files.filter { !fresh.contains($0.key) }
                if kept.isEmpty, old.files == manifest.files { return old }
                merged.files = (manifest.files + kept).sorted { $0.path < $1.path }
            }
            do {
                let condition = info.map { WriteCondition.generation($0.generation) } ?? .absent
                _ = try await store.write(key, JSONDocument.encode(merged), if: condition, metadata: [:])
                return merged
            } catch let problem as Problem where problem.code == .conflict {
                try await clock.backOff(.seconds(1))
            }
        }
        throw Problem(
            .conflict, "The model's manifest keeps changing",
            detail: "\(key) in \(store.bucket) is written by somebody else", isRetryable: true
        )
    }
}
