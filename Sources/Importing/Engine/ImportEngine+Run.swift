import Domain

extension ImportEngine {
    /// One run that holds the lease: alone, or as the coordinator of several tasks.
    func execute(
        _ record: ImportRecord, token: Secret?, isNew: Bool, task: ImportTask? = nil, report: @escaping ImportReporter
    ) async throws -> ModelManifest {
        let id = record.plan.importID
        let lease = try await LeaseHolder.acquire(
            id, in: store, group: task?.group, timing: options.lease, now: clock.now
        )
        let run: ImportRun
        do {
            if isNew { try await record.write(to: store) }
            run = try await open(record, isNew: isNew, token: token, lease: lease, task: task, report: report)
        } catch {
            try await shielded { try await lease.release() }
            throw error
        }
        do {
            let manifest = try await withHeartbeat(run) {
                // Killed between the catalog's entry and the end: only the clearing up is left.
                if !isNew, try await isComplete(record.plan.model),
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

    /// Takes the task's journal over and puts together what the run's parts share.
    func open(
        _ record: ImportRecord, isNew: Bool, token: Secret?, lease: any ImportTenure, task: ImportTask?,
        report: @escaping ImportReporter
    ) async throws -> ImportRun {
        ImportRun(
            record: record, isNew: isNew, token: token, lease: lease,
            journal: try await journal(of: record, task: task?.index ?? 0, group: task?.group, epoch: lease.epoch),
            task: task, report: report
        )
    }

    func journal(of record: ImportRecord, task: Int, group: String?, epoch: Int64) async throws -> JournalKeeper {
        try await JournalKeeper.open(
            store, importID: record.plan.importID, pin: record.plan.model.pin, epoch: epoch, task: task, group: group,
            interval: max(options.journalInterval, store.capabilities.secondsBetweenWrites / 2), now: clock.now
        )
    }

    /// Runs the work while lease and journal are looked after; a lost lease ends the work.
    func withHeartbeat<Result: Sendable>(
        _ run: ImportRun, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                while !Task.isCancelled {
                    try await clock.tick(.seconds(1))
                    try await run.lease.renewIfDue()
                    // Siblings tell by its journal whether a task lives.
                    if run.task != nil { await run.journal.beat(after: options.lease.heartbeat) }
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
        try? await ImportRemains(store).removeObjects(of: run.record.plan.importID)
        try? await run.lease.release()
    }

    /// What a run has left that was killed between its catalog entry and its end. An import that is alive clears up
    /// itself; what fails here is harmless, and `fsck` finds it.
    func clearRemains(of record: ImportRecord) async {
        let id = record.plan.importID
        guard let left = try? await store.list(prefix: BucketLayout.importPrefix(id)), !left.isEmpty,
            let lease = try? await LeaseHolder.acquire(id, in: store, timing: options.lease, now: clock.now)
        else { return }
        await shielded {
            try? await abortOrphans(record)
            try? await ImportRemains(store).removeObjects(of: id)
            try? await lease.release()
        }
    }

    /// Leaves the import so that it can be resumed, and says why it ended.
    func settle(_ run: ImportRun, after error: any Error) async -> any Error {
        let isCancelled = error is CancellationError || (error as? Problem)?.code == .cancelled
        let problem = Self.problem(error, isCancelled: isCancelled)
        let event: ImportState.Event = isCancelled ? .stopped(options.interruption) : .failed(problem)
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
            // The other tasks of a run tell in their journals; the catalog is the coordinator's.
            if !isCancelled, run.task?.isCoordinator ?? true { try await markFailed(run.record) }
            try await run.lease.release()
        } catch {
            // The store itself is out of reach, or the import is another's by now: the lease ends by itself.
            run.report(.state(event))
            return problem
        }
        run.report(.state(event))
        return problem
    }

    func markFailed(_ record: ImportRecord) async throws {
        let identity = record.plan.model.identity
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
