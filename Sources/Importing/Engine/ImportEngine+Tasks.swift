package import Domain
import Foundation

/// Several processes on one import: each brings its share of the files, the coordinator puts the model together.
extension ImportEngine {
    /// Runs one task of an import that an executor has prepared by ``hand(_:to:)``.
    ///
    /// May be started again at any moment, also while an earlier attempt still dies: the later one takes the journal
    /// (and, as coordinator, the lease) over, and the earlier one fails at its next write.
    ///
    /// - Returns: whether there was anything to do; an import that has ended, and a share that the coordinator has
    ///   taken over, leave nothing.
    /// - Throws: what ended it. A problem that an earlier attempt of the same run met and that is not retryable is
    ///   thrown again at once, before anything moves.
    @discardableResult
    package func runTask(
        _ importID: String, _ task: ImportTask, token: Secret?, report: @escaping ImportReporter
    ) async throws -> Bool {
        guard let trace = try await ImportTrace.read(store, importID: importID) else { return false }
        if let journal = trace.journals[task.index], journal.group == task.group {
            if journal.isAdopted { return false }
            if !task.isCoordinator, journal.state == .publishing { return false }
            if case .failed(let problem) = journal.state, !problem.isRetryable { throw problem }
        }
        try requireToken(token, for: trace.record)
        if task.isCoordinator {
            _ = try await execute(trace.record, token: token, isNew: false, task: task, report: report)
        } else {
            try await contribute(trace.record, task, token: token, report: report)
        }
        return true
    }

    /// Takes the import's lease for a run of tasks that is about to be started, and writes its record.
    ///
    /// - Returns: the lease, to be renewed until a task of the group takes it over.
    /// - Throws: `import-running` when somebody else is at it.
    package func hand(_ record: ImportRecord, to group: String) async throws -> LeaseHolder {
        let lease = try await LeaseHolder.acquire(
            record.plan.importID, in: store, group: group, timing: options.lease, now: clock.now
        )
        do {
            try await record.write(to: store)
        } catch {
            try await shielded { try await lease.release() }
            throw error
        }
        return lease
    }

    /// Leaves an import whose tasks have all ended without publishing so that it can be resumed, with the cause.
    ///
    /// - Parameter event: how it ended; what a task of the group has journalled as its own end stays, unless it was
    ///   stopped without being told by whom.
    /// - Returns: the state that it is left in; nil when it has been published or taken back.
    @discardableResult
    package func concede(_ importID: String, group: String, _ event: ImportState.Event) async throws -> ImportState? {
        guard let trace = try await ImportTrace.read(store, importID: importID) else { return nil }
        let lease = try await LeaseHolder.acquire(
            importID, in: store, group: group, timing: options.lease, now: clock.now
        )
        let hasEnded = trace.main?.group == group
        return try await shielded {
            do {
                let journal = try await self.journal(of: trace.record, task: 0, group: group, epoch: lease.epoch)
                try await journal.update { journal in
                    let isExplained = journal.state != .interrupted(reason: .shutDown) || event != .stopped(.stopped)
                    if journal.state.isSettled, hasEnded, isExplained { return }
                    if journal.state.isSettled { try? journal.state.apply(.resumed) }
                    try? journal.state.apply(event)
                }
                try await journal.flush(force: true)
                if case .failed = event { try await markFailed(trace.record) }
                try await lease.release()
                return await journal.current.state
            } catch {
                try await lease.release()
                throw error
            }
        }
    }

    /// Brings a share of the files; the coordinator does the rest.
    private func contribute(
        _ record: ImportRecord, _ task: ImportTask, token: Secret?, report: @escaping ImportReporter
    ) async throws {
        let id = record.plan.importID
        let lease = try await LeaseMember.join(id, group: task.group, in: store, timing: options.lease, clock: clock)
        let run = try await open(record, isNew: false, token: token, lease: lease, task: task, report: report)
        do {
            try await withHeartbeat(run) {
                run.report(.restored(fetched: await run.journal.current.fetchedBytes))
                try await move(run, .resumed)
                _ = try await transfer(shares(of: record, task.count)[task.index], run)
                try await move(run, .allTransferred)
            }
            try await run.journal.flush(force: true)
        } catch {
            throw await shielded { await settle(run, after: error) }
        }
    }

    /// The files of every task: all but those that the bucket holds and those that come last.
    func shares(of record: ImportRecord, _ count: Int) -> [[SourceFile]] {
        let held = Set(record.plan.held)
        return Shards.split(
            unique(record.plan.model.chosen).filter { !held.contains($0.path) && !$0.isLast }, into: count
        )
    }

    /// Waits until the other tasks have brought their files; brings those of a task that shows no life.
    func gather(_ shares: [[SourceFile]], _ task: ImportTask, _ run: ImportRun) async throws -> [ModelManifest.File] {
        let reader = ImportTraceReader(store, importID: run.record.plan.importID)
        let tasks = shares.indices.filter { $0 != task.index && !shares[$0].isEmpty }
        var watch = SiblingWatch(
            tasks: tasks, group: task.group, patience: options.lease.patience, now: clock.now().timeIntervalSince1970
        )
        while true {
            let found = try await options.retry(sleep: clock.backOff) { try await reader.read() }
            guard let trace = found else { throw notFound(run.record.plan.importID) }
            switch watch.look(at: trace.journals, now: clock.now().timeIntervalSince1970) {
            case .waiting: try await clock.tick(.seconds(1))
            case .failed(let problem): throw problem
            case .dead(let tasks):
                for dead in tasks { try await adopt(dead, files: shares[dead], task, run) }
            case .finished:
                let files = tasks.flatMap { shares[$0] }
                let missing = files.filter { trace.results[$0.path] == nil }
                return files.compactMap { trace.results[$0.path] } + (try await transfer(missing, run))
            }
        }
    }

    /// Takes a dead task's journal over and brings its files. Should it come back, it finds that nothing is left.
    private func adopt(_ dead: Int, files: [SourceFile], _ task: ImportTask, _ run: ImportRun) async throws {
        var adopted = run
        adopted.journal = try await journal(of: run.record, task: dead, group: task.group, epoch: run.lease.epoch)
        try await adopted.journal.update { journal in
            journal.isAdopted = true
            journal.state = .transferring
        }
        try await adopted.journal.flush(force: true)
        _ = try await transfer(files, adopted)
        try await adopted.journal.update { $0.state = .publishing }
        try await adopted.journal.flush(force: true)
    }
}
