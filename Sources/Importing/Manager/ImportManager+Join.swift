import Domain

extension ImportManager {
    /// Runs a job in a task of its own.
    ///
    /// - Parameter elsewhere: the import as another process runs it already.
    func launch(_ job: ImportJob, joining elsewhere: StoredImport? = nil, isTakenOver: Bool = false) throws {
        guard !isShutDown else {
            throw Problem(
                .unavailable, "Shutting down", detail: "this process takes no new imports", isRetryable: true
            )
        }
        let id = job.record.plan.importID
        let clock = engines.clock
        let progress = elsewhere?.progress(at: clock.now()) ?? ImportProgress(record: job.record, now: clock.now())
        let watchers = ImportWatchers(progress, now: clock.now)
        let task = Task {
            do {
                let manifest = try await bring(job, watchers, joining: elsewhere, mayJoin: !isTakenOver)
                settle(id, watchers, failure: nil)
                return manifest
            } catch {
                settle(id, watchers, failure: error)
                throw error
            }
        }
        running[id] = Running(
            record: job.record, watchers: watchers, task: task, isJoined: elsewhere != nil, isTakenOver: isTakenOver
        )
    }

    /// Runs the import, or follows the process that does; goes on with it when that process dies.
    ///
    /// - Parameter elsewhere: as another process was seen to run it already.
    private func bring(
        _ job: ImportJob, _ watchers: ImportWatchers, joining elsewhere: StoredImport?, mayJoin: Bool
    ) async throws -> ModelManifest {
        let (record, clock) = (job.record, engines.clock)
        let id = record.plan.importID
        let store = try engines.store(record.plan.bucket, in: record.target)
        var (job, elsewhere) = (job, elsewhere)
        while true {
            do {
                if elsewhere == nil { return try await executor.execute(job) { watchers.report($0) } }
            } catch let problem as Problem where problem.code == .importRunning && mayJoin {
                running[id]?.isJoined = true
            } catch let problem as Problem where problem.code == .conflict && mayJoin {
                // The lease was lost while this process stood still, and another one has taken over.
                guard try await live(id, in: store) != nil else { throw problem }
                running[id]?.isJoined = true
            }
            var followed = elsewhere?.trace.record
            if followed == nil { followed = try await ImportRecord.read(id, from: store) }
            let end = try await ImportObserver(id, in: store, clock: clock).follow(from: elsewhere) { progress in
                watchers.replace(progress)
                return true
            }
            if case .settled(let progress)? = end {
                // An interrupted one goes on, with the job and the token that it has.
                switch progress.state {
                case .completed, .failed, .cancelled: if let followed { await executor.tidy(followed) }
                default: break
                }
                if let manifest = try await outcome(of: progress, job, watchers, store) { return manifest }
                job.isResume = true
            }
            try Task.checkCancellation()
            elsewhere = nil
            // From here on the progress is that of a run in this process.
            running[id]?.isJoined = false
            watchers.replace(ImportProgress(record: record, now: clock.now()))
        }
    }

    /// What the end of the followed run means for this one.
    ///
    /// - Returns: the published model; nil when it is time to go on here.
    private func outcome(
        of progress: ImportProgress, _ job: ImportJob, _ watchers: ImportWatchers, _ store: any ObjectStore
    ) async throws -> ModelManifest? {
        switch progress.state {
        case .completed:
            guard let manifest = try await ManifestReader(store).manifest(of: job.record.plan.model.identity) else {
                return nil
            }
            watchers.replace(progress)
            return manifest
        case .failed(let problem):
            watchers.replace(progress)
            throw problem
        case .cancelled:
            watchers.replace(progress)
            throw Problem(
                .cancelled, "The import was cancelled", detail: "the process that ran it has taken it back"
            )
        case .interrupted(.needsToken) where job.token == nil:
            watchers.replace(progress)
            throw Problem(
                .needsToken, "The import needs its token again",
                detail: "the process that ran import \(job.record.plan.importID) is gone, and tokens are never stored",
                fix: "Resume it and give the token."
            )
        case .interrupted, .planned, .transferring, .publishing: return nil
        }
    }

    private func settle(_ id: String, _ watchers: ImportWatchers, failure: (any Error)?) {
        let isJoined = running[id]?.isJoined ?? false
        if let failure, !watchers.snapshot.state.isSettled, !isJoined {
            let problem =
                failure as? Problem ?? Problem(.unavailable, "The import was interrupted", detail: "\(failure)")
            let isStopped = failure is CancellationError || problem.code == .cancelled
            watchers.report(.state(isStopped ? .stopped(engines.options.interruption) : .failed(problem)))
        }
        // Another process has it: nothing of it is this one's any more.
        let isLost = isJoined || (failure as? Problem)?.code == .importRunning
        if isLost, running[id]?.isCancelling != true, !watchers.snapshot.state.isSettled {
            running[id] = nil
            watchers.finish()
            return
        }
        running[id]?.isSettled = true
        if running[id]?.isCancelling != true { watchers.finish() }
    }
}
