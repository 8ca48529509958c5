import Digests
package import Domain

/// One import: resolve → plan → transfer → verify → publish. Holds no state of its own; what a resume needs is in the
/// bucket, so the process may die at any moment.
package struct ImportEngine: Sendable {
    package let source: any ModelSource
    package let store: any ObjectStore
    package let target: Target
    package let options: ImportOptions
    package let clock: ImportClock
    package let resources: ImportResources

    /// - Parameter resources: shared with the other engines of the process; own ones when nil.
    package init(
        source: any ModelSource, store: any ObjectStore, target: Target, options: ImportOptions = ImportOptions(),
        clock: ImportClock = ImportClock(), resources: ImportResources? = nil
    ) {
        self.source = source
        self.store = store
        self.target = target
        self.options = options
        self.clock = clock
        self.resources = resources ?? ImportResources(options)
    }

    var catalog: Catalog { Catalog(store, sleep: clock.backOff) }

    /// The same bucket and model have the same id everywhere, so that two managers mean the same import.
    package static func importID(bucket: String, model: ModelIdentity) -> String {
        var hash = SHA256()
        hash.update("\(bucket)\n\(model.source.rawValue)\n\(model.id)\n\(model.pin)".utf8)
        return String(Hex.encode(hash.finalized()).prefix(16))
    }

    /// Runs a plan to its end, or goes on with what an earlier run of the same import has left.
    ///
    /// - Parameter token: for the hub; never stored.
    /// - Throws: the `Problem` that ended it; `import-running` when another process is at it; `cancelled` when this
    ///   task was cancelled, after the journal was written: the import can be resumed.
    package func run(
        _ plan: ImportPlan, token: Secret?, startedBy: String, report: @escaping ImportReporter
    ) async throws -> ModelManifest {
        let record = ImportRecord(
            plan: plan, target: target, usesToken: token != nil, startedBy: startedBy, startedAt: clock.now().rfc3339
        )
        if plan.isComplete, let manifest = try await manifest(of: plan.model.identity) {
            for event in [ImportState.Event.started, .allTransferred, .published] { report(.state(event)) }
            return manifest
        }
        return try await execute(record, token: token, isNew: true, report: report)
    }

    /// Goes on with an import that was interrupted or has failed.
    ///
    /// - Throws: `import-not-running` when the bucket knows no such import; `needs-token` when it was begun with a
    ///   token and none is given.
    package func resume(_ importID: String, token: Secret?, report: @escaping ImportReporter) async throws
        -> ModelManifest
    {
        guard let record = try await ImportRecord.read(importID, from: store) else { throw notFound(importID) }
        try requireToken(token, for: record)
        return try await execute(record, token: token, isNew: false, report: report)
    }

    /// - Throws: `needs-token` when the import was begun with a token and none is given.
    package func requireToken(_ token: Secret?, for record: ImportRecord) throws {
        guard record.usesToken, token == nil else { return }
        throw Problem(
            .needsToken, "The import needs its token again",
            detail:
                "import \(record.plan.importID) of \(record.plan.model.identity) was begun with a token of the hub; "
                + "tokens are never stored",
            fix: "Resume it and give the token."
        )
    }

    func notFound(_ importID: String) -> Problem {
        Problem(
            .importNotRunning, "No such import",
            detail: "\(store.bucket) knows no unfinished import \(importID)",
            fix: "List the imports; one that is completed or cancelled leaves nothing to resume."
        )
    }

    /// The manifest of a published model; nil when there is none.
    package func manifest(of model: ModelIdentity) async throws -> ModelManifest? {
        try await ManifestReader(store).manifest(of: model)
    }

    private func execute(
        _ record: ImportRecord, token: Secret?, isNew: Bool, report: @escaping ImportReporter
    ) async throws -> ModelManifest {
        let id = record.plan.importID
        let lease = try await LeaseHolder.acquire(id, in: store, timing: options.lease, now: clock.now)
        let run: ImportRun
        do {
            if isNew { try await record.write(to: store) }
            let journal = try await JournalKeeper.open(
                store, importID: id, pin: record.plan.model.pin, epoch: lease.epoch,
                interval: max(options.journalInterval, store.capabilities.secondsBetweenWrites / 2), now: clock.now
            )
            run = ImportRun(
                record: record, isNew: isNew, token: token, lease: lease, journal: journal,
                report: report
            )
        } catch {
            try await shielded { try await lease.release() }
            throw error
        }
        do {
            let manifest = try await withHeartbeat(run) {
                // Killed between the catalog's entry and the end: only the clearing up is left.
                if !isNew, try await plan(record.plan.model).isComplete,
                    let published = try await self.manifest(of: record.plan.model.identity)
                {
                    for event in [ImportState.Event.started, .allTransferred] { report(.state(event)) }
                    return published
                }
                return try await work(run)
            }
            await shielded { await clear(run) }
            report(.state(.published))
            return manifest
        } catch {
            throw await shielded { await settle(run, after: error) }
        }
    }

    /// Runs the work while lease and journal are looked after; a lost lease ends the work.
    private func withHeartbeat(
        _ run: ImportRun, _ work: @escaping @Sendable () async throws -> ModelManifest
    ) async throws -> ModelManifest {
        try await withThrowingTaskGroup(of: ModelManifest?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                while !Task.isCancelled {
                    try await clock.tick(.seconds(1))
                    try await run.lease.renewIfDue()
                    try await run.journal.flush()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    /// Removes the import's own objects. What a failure leaves is harmless: the model is published, and running the
    /// import again finds nothing to do.
    private func clear(_ run: ImportRun) async {
        try? await abortOrphans(run.record)
        try? await forget(run.record.plan.importID)
        try? await run.lease.release()
    }

    /// Leaves the import so that it can be resumed, and says why it ended.
    private func settle(_ run: ImportRun, after error: any Error) async -> any Error {
        let isCancelled = error is CancellationError || (error as? Problem)?.code == .cancelled
        let problem = Self.problem(error, isCancelled: isCancelled)
        let event: ImportState.Event = isCancelled ? .stopped(.stopped) : .failed(problem)
        let fetched = run.fetched.takeUnsaved()
        guard await !run.lease.isLost else {
            run.report(.state(event))
            return problem
        }
        do {
            try await run.journal.update { journal in
                try? journal.state.apply(event)
                journal.fetchedBytes += fetched
            }
            try await run.journal.flush(force: true)
            if !isCancelled { try await markFailed(run) }
            try await run.lease.release()
        } catch {
            // The store itself is out of reach, or the import is another's by now: the lease ends by itself.
            run.report(.state(event))
            return problem
        }
        run.report(.state(event))
        return problem
    }

    private func markFailed(_ run: ImportRun) async throws {
        let identity = run.record.plan.model.identity
        let time = clock.now().rfc3339
        do {
            try await catalog.change { document in
                guard var entry = document.entry(of: identity), entry.status == .downloading else { return }
                entry.status = .failed
                entry.updatedAt = time
                document.upsert(entry)
            }
        } catch let problem as Problem where problem.code == .catalogUnreadable {}
    }

    private static func problem(_ error: any Error, isCancelled: Bool) -> Problem {
        if isCancelled {
            return Problem(
                .cancelled, "The import was stopped", detail: "what has arrived is kept", fix: "Resume it at any time."
            )
        }
        return error as? Problem
            ?? Problem(.unavailable, "The import was interrupted", detail: "\(error)", isRetryable: true)
    }
}

/// Runs clean-up to its end although the caller's task is cancelled.
func shielded<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    try await Task { try await body() }.value
}

func shielded<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) async -> Result {
    await Task { await body() }.value
}
