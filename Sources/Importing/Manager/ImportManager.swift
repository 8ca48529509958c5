package import Domain

/// The imports of this process, and the view on those that others have left in a bucket.
///
/// An import belongs to nobody's connection: it goes on when its starter leaves, and anybody can watch it.
package actor ImportManager {
    private let engines: ImportEngines
    private let executor: any ImportExecutor
    private var running: [String: Running] = [:]
    private var isShutDown = false

    private struct Running {
        var record: ImportRecord
        var watchers: ImportWatchers
        var task: Task<ModelManifest, any Error>
        var isSettled = false
        /// Its watchers are to see that it was taken back, not only that it stopped.
        var isCancelling = false
    }

    package init(_ engines: ImportEngines, executor: (any ImportExecutor)? = nil) {
        self.engines = engines
        self.executor = executor ?? InProcessExecutor(engines)
    }

    /// Resolves and plans; changes nothing.
    package func plan(
        _ reference: ModelReference, bucket: String, in target: Target, token: Secret?
    ) async throws -> ImportPlan {
        try await engines.engine(for: reference.source, bucket: bucket, in: target).plan(reference, token: token)
    }

    /// Starts an import, or joins the one that runs here already.
    ///
    /// - Returns: the import's id, at once; follow it by ``snapshots(_:)``.
    /// - Throws: `import-running` (its text names the id) when another process runs it.
    @discardableResult
    package func start(_ plan: ImportPlan, in target: Target, token: Secret?, startedBy: String) async throws -> String
    {
        let id = plan.importID
        if isRunning(id) { return id }
        let store = try engines.store(plan.bucket, in: target)
        try await refuseRunningElsewhere(id, in: store)
        if isRunning(id) { return id }
        let record = ImportRecord(
            plan: plan, target: target, usesToken: token != nil, startedBy: startedBy,
            startedAt: engines.clock.now().rfc3339
        )
        try launch(ImportJob(record: record, isResume: false, token: token))
        return id
    }

    /// Goes on with an import that was interrupted or has failed; joins it when it runs here.
    ///
    /// - Throws: `import-not-running`, `needs-token`, `import-running`.
    package func resume(_ id: String, bucket: String, in target: Target, token: Secret?) async throws {
        if isRunning(id) { return }
        let store = try engines.store(bucket, in: target)
        guard let record = try await ImportRecord.read(id, from: store) else { throw unknown(id, bucket) }
        let source = record.plan.model.reference.source
        try engines.engine(for: source, bucket: bucket, in: target).requireToken(token, for: record)
        try await refuseRunningElsewhere(id, in: store)
        if isRunning(id) { return }
        try launch(ImportJob(record: record, isResume: true, token: token))
    }

    /// The latest snapshot at once, then the newest after each change; a slow watcher skips. Ends with the import.
    ///
    /// Nil when the import does not run in this process (and has not since it started).
    package func snapshots(_ id: String) -> AsyncStream<ImportSnapshot>? { running[id]?.watchers.watch() }

    /// Nil when this process has not run the import; see ``find(_:bucket:in:)``.
    package func snapshot(_ id: String) -> ImportSnapshot? { running[id]?.watchers.snapshot }

    /// Everything this process runs or has run since it started.
    package func here() -> [ImportSnapshot] { running.values.map(\.watchers.snapshot).sorted { $0.id < $1.id } }

    /// Waits for the end of an import of this process.
    package func result(_ id: String) async throws -> ModelManifest {
        guard let entry = running[id] else { throw unknown(id, "this process") }
        return try await entry.task.value
    }

    /// Imports of this process into the bucket, and those that others run or have left there.
    package func list(bucket: String, in target: Target) async throws -> [ImportSnapshot] {
        let store = try engines.store(bucket, in: target)
        var found: [String: ImportSnapshot] = [:]
        for id in try await ImportRecord.ids(in: store) {
            if let snapshot = try await stored(id, in: store) { found[id] = snapshot }
        }
        for (id, entry) in running where entry.record.plan.bucket == bucket && entry.record.target == target {
            // What has ended here may have been taken up elsewhere.
            if entry.isSettled, let elsewhere = found[id], !elsewhere.state.isSettled { continue }
            found[id] = entry.watchers.snapshot
        }
        return found.values.sorted { ($0.startedAt, $0.id) > ($1.startedAt, $1.id) }
    }

    /// One import, wherever it runs; nil when the bucket does not know it.
    package func find(_ id: String, bucket: String, in target: Target) async throws -> ImportSnapshot? {
        if let entry = entry(id, bucket, target), !entry.isSettled { return entry.watchers.snapshot }
        let stored = try await stored(id, in: engines.store(bucket, in: target))
        if let stored, !stored.state.isSettled { return stored }
        return entry(id, bucket, target)?.watchers.snapshot ?? stored
    }

    /// Stops the import, when it runs here, and takes back what it has written.
    ///
    /// - Throws: `import-running` when another process runs it; `import-not-running`; `conflict` when it has completed.
    package func cancel(_ id: String, bucket: String, in target: Target) async throws {
        defer { running[id]?.watchers.finish() }
        if let entry = running[id] {
            running[id]?.isCancelling = true
            entry.task.cancel()
            if (try? await entry.task.value) != nil {
                throw Problem(
                    .conflict, "The import has completed", detail: "import \(id) is published",
                    fix: "Delete the model instead."
                )
            }
        }
        let store = try engines.store(bucket, in: target)
        if let record = try await ImportRecord.read(id, from: store) {
            let source = record.plan.model.reference.source
            try await engines.engine(for: source, bucket: bucket, in: target).cancel(id)
        } else if running[id] == nil {
            throw unknown(id, bucket)
        }
        running[id]?.watchers.report(.state(.cancelled))
    }

    /// Stops every import of this process so that each can be resumed, and takes no new ones.
    package func shutdown() async {
        isShutDown = true
        for entry in running.values { entry.task.cancel() }
        for entry in running.values { _ = await entry.task.result }
    }

    /// An import of this process, when it writes to that bucket.
    private func entry(_ id: String, _ bucket: String, _ target: Target) -> Running? {
        running[id].flatMap { $0.record.plan.bucket == bucket && $0.record.target == target ? $0 : nil }
    }

    private func isRunning(_ id: String) -> Bool { running[id].map { !$0.isSettled } ?? false }

    private func launch(_ job: ImportJob) throws {
        guard !isShutDown else {
            throw Problem(
                .unavailable, "Shutting down", detail: "this process takes no new imports", isRetryable: true
            )
        }
        let id = job.record.plan.importID
        let clock = engines.clock
        let watchers = ImportWatchers(ImportProgress(record: job.record, now: clock.now()), now: clock.now)
        let task = Task { [executor] in
            do {
                let manifest = try await executor.execute(job) { watchers.report($0) }
                settle(id, watchers, failure: nil)
                return manifest
            } catch {
                settle(id, watchers, failure: error)
                throw error
            }
        }
        running[id] = Running(record: job.record, watchers: watchers, task: task)
    }

    private func settle(_ id: String, _ watchers: ImportWatchers, failure: (any Error)?) {
        if let failure, !watchers.snapshot.state.isSettled {
            let problem =
                failure as? Problem ?? Problem(.unavailable, "The import was interrupted", detail: "\(failure)")
            let isStopped = failure is CancellationError || problem.code == .cancelled
            watchers.report(.state(isStopped ? .stopped(.stopped) : .failed(problem)))
        }
        running[id]?.isSettled = true
        if running[id]?.isCancelling != true { watchers.finish() }
    }

    private func refuseRunningElsewhere(_ id: String, in store: any ObjectStore) async throws {
        guard let (lease, _) = try await Lease.read(id, from: store), lease.isLive(at: engines.clock.now()) else {
            return
        }
        throw Problem(
            .importRunning, "This import is running already",
            detail: "import \(id) in \(store.bucket) is run by another process", fix: "Follow it by its id, \(id)."
        )
    }

    private func unknown(_ id: String, _ place: String) -> Problem {
        Problem(.importNotRunning, "No such import", detail: "\(place) knows no unfinished import \(id)")
    }

    /// An import as its objects in the bucket tell it.
    private func stored(_ id: String, in store: any ObjectStore) async throws -> ImportSnapshot? {
        guard let trace = try await ImportTrace.read(store, importID: id) else { return nil }
        var journal = trace.main
        for (path, result) in trace.results { journal?.files[path] = Journal.FileRecord(result: result) }
        let record = trace.record
        let isLive = trace.lease?.isLive(at: engines.clock.now()) ?? false
        return StoredImport(record: record, journal: journal, isLive: isLive).snapshot(at: engines.clock.now())
    }
}
