import Domain

extension ImportEngine {
    /// Takes an import that does not run back: open uploads are aborted, files that were written and not published
    /// are deleted (unless another model or import uses them), its catalog entry and its own objects removed.
    ///
    /// - Parameter hasHalted: what ran of it has just been stopped. A lease that is held then is another process's that
    ///   tidies up after it, or was left behind: it is waited for, at most until it must have expired.
    /// - Throws: `import-running` when a process is at it; `import-not-running` when there is no such import.
    package func cancel(_ importID: String, hasHalted: Bool = false) async throws {
        guard let record = try await ImportRecord.read(importID, from: store) else { throw notFound(importID) }
        let lease = try await lease(importID, within: hasHalted ? options.lease.timeToLive + 5 : 0)
        try await shielded {
            do {
                try await undo(record)
            } catch {
                try await lease.release()
                throw error
            }
            try await lease.release()
        }
    }

    private func lease(_ importID: String, within seconds: Double) async throws -> LeaseHolder {
        let end = clock.uptime() + seconds
        while true {
            do {
                return try await LeaseHolder.acquire(importID, in: store, timing: options.lease, now: clock.now)
            } catch let problem as Problem where problem.code == .importRunning && clock.uptime() < end {
                try await clock.tick(.milliseconds(250))
            }
        }
    }

    private func undo(_ record: ImportRecord) async throws {
        let model = record.plan.model.identity
        let isPublished = try await manifest(of: model) != nil
        let entry = try await catalog.entry(of: model)
        if let entry, entry.status != .completed { try await catalog.remove(model) }
        if !isPublished { try await removeFiles(of: record) }
        try await abortOrphans(record)
        try await ImportRemains(store).remove(record.plan.importID)
    }

    /// Aborts uploads of this import's files that no journal knows: begun just before a kill.
    func abortOrphans(_ record: ImportRecord) async throws {
        let mine = Set(record.plan.model.chosen.map(\.key))
        let folder = BucketLayout.folder(record.plan.model.identity) + "/"
        let orphans = try await store.unfinishedUploads(prefix: folder).filter { mine.contains($0.key) }
        guard !orphans.isEmpty else { return }
        // Blobs of Ollama models lie side by side: another import may be uploading the same one.
        let others = try await othersKeys(record)
        for upload in orphans where !others.contains(upload.key) { try await store.abort(upload) }
    }

    private func removeFiles(of record: ImportRecord) async throws {
        let others = try await othersKeys(record)
        let held = Set(record.plan.held)
        // Last things first: an Ollama manifest must not stand over missing blobs.
        let files = record.plan.model.chosen.filter { !held.contains($0.path) && !others.contains($0.key) }
        for file in files.filter(\.isLast) + files.filter({ !$0.isLast }) {
            try await store.delete(file.key, if: .always)
        }
    }

    private func othersKeys(_ record: ImportRecord) async throws -> Set<String> {
        try await ProtectedKeys.besides(record.plan.model.identity, importID: record.plan.importID, in: store)
    }
}
