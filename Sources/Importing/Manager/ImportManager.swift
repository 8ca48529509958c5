package import Domain

/// The imports of this process, and the view on those that others run or have left in a bucket.
///
/// An import belongs to nobody's connection: it goes on when its starter leaves, and anybody can watch it. One that
/// another process runs is joined: followed to its end, and taken over when that process dies.
package actor ImportManager {
    let engines: ImportEngines
    let executor: any ImportExecutor
    var running: [String: Running] = [:]
    /// Imports of other processes that somebody in this one watches, by target, bucket and id.
    var followed: [FollowedKey: Followed] = [:]
    var isShutDown = false

    struct Running {
        var record: ImportRecord
        var watchers: ImportWatchers
        var task: Task<ModelManifest, any Error>
        var isSettled = false
        /// Its watchers are to see that it was taken back, not only that it stopped.
        var isCancelling = false
        /// Another process runs it; this one waits for its end, or to take it over.
        var isJoined = false
        /// It was taken over after a crash, and nobody here has asked for it.
        var isTakenOver = false
    }

    package init(_ engines: ImportEngines, executor: (any ImportExecutor)? = nil) {
        self.engines = engines
        self.executor = executor ?? InProcessExecutor(engines)
    }

    /// Resolves and plans; changes nothing.
    package func plan(
        _ reference: ModelReference, bucket: String, in target: Target, token: Secret?, reads: Bool = false
    ) async throws -> ImportPlan {
        let engine = try engines.engine(for: reference.source, bucket: bucket, in: target)
        return try await engine.plan(reference, token: token, reads: reads)
    }

    /// Starts an import, or joins the one that runs already, here or in another process.
    ///
    /// - Returns: the import's id, at once; follow it by ``watch(_:bucket:in:)``.
    @discardableResult
    package func start(
        _ plan: ImportPlan, in target: Target, token: Secret?, startedBy: String, executor: ExecutorKind = .process,
        tasks: Int = 1, keepsToken: Bool = false
    ) async throws -> String {
        let id = plan.importID
        if isRunning(id) { return id }
        let elsewhere = try await live(id, in: engines.store(plan.bucket, in: target))
        if isRunning(id) { return id }
        let record = ImportRecord(
            plan: plan, target: target, usesToken: token != nil, startedBy: startedBy,
            startedAt: engines.clock.now().rfc3339, executor: executor, tasks: tasks,
            keepsToken: keepsToken && token != nil
        )
        try launch(ImportJob(record: record, isResume: false, token: token), joining: elsewhere)
        return id
    }

    /// Goes on with an import that was interrupted or has failed; joins it when it runs, here or in another process.
    ///
    /// - Throws: `import-not-running`, `needs-token`.
    package func resume(_ id: String, bucket: String, in target: Target, token: Secret?) async throws {
        if isRunning(id) { return }
        let store = try engines.store(bucket, in: target)
        guard let record = try await ImportRecord.read(id, from: store) else { throw unknown(id, bucket) }
        let elsewhere = try await live(id, in: store)
        var token = token
        if elsewhere == nil {
            token = try await usable(token, for: record)
            let source = record.plan.model.reference.source
            try engines.engine(for: source, bucket: bucket, in: target).requireToken(token, for: record)
        }
        if isRunning(id) { return }
        try launch(ImportJob(record: record, isResume: true, token: token), joining: elsewhere)
    }

    /// The token that was given, or the one that the import's owner lets live.
    func usable(_ token: Secret?, for record: ImportRecord) async throws -> Secret? {
        guard token == nil, record.usesToken, record.keepsToken else { return token }
        return try await executor.keptToken(record)
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
            if let stored = try await stored(id, in: store) { found[id] = stored.snapshot(at: engines.clock.now()) }
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
        let stored = try await stored(id, in: engines.store(bucket, in: target))?.snapshot(at: engines.clock.now())
        if let stored, !stored.state.isSettled { return stored }
        return entry(id, bucket, target)?.watchers.snapshot ?? stored
    }

    /// One page of an import's files, wherever it runs; nil when the bucket does not know it.
    package func files(
        _ id: String, bucket: String, in target: Target, from start: Int, limit: Int
    ) async throws -> ImportFilePage? {
        if let entry = entry(id, bucket, target), !entry.isSettled {
            return entry.watchers.files(from: start, limit: limit)
        }
        if let watchers = followed[FollowedKey(id: id, bucket: bucket, target: target)]?.watchers {
            return watchers.files(from: start, limit: limit)
        }
        if let stored = try await stored(id, in: engines.store(bucket, in: target)) {
            return ImportFilePage(of: stored.progress(at: engines.clock.now()).files, from: start, limit: limit)
        }
        return entry(id, bucket, target)?.watchers.files(from: start, limit: limit)
    }

    /// How an import ended whose record is gone, after somebody has seen it run: the catalog tells.
    package func ended(_ last: ImportSnapshot) async throws -> ImportSnapshot {
        let store = try engines.store(last.bucket, in: last.target)
        let entry = try await Catalog(store).entry(of: last.model)
        var ended = last
        ended.state = entry?.status == .completed ? .completed : .cancelled
        ended.version += 2
        ended.bytesPerSecond = 0
        ended.isElsewhere = false
        guard ended.state == .completed else { return ended }
        ended.files = ended.files.map { file in
            let state: FileProgress.State = file.state == .skipped ? .skipped : .verified
            return FileProgress(path: file.path, size: file.size, done: file.size ?? file.done, state: state)
        }
        ended.tally.verified = ended.tally.total
        ended.tally.active = 0
        ended.tally.failed = 0
        ended.tally.doneBytes = ended.tally.totalBytes
        return ended
    }

    /// Stops the import, when it runs here, and takes back what it has written.
    ///
    /// - Throws: `import-running` when another process runs it; `import-not-running`; `conflict` when it has completed.
    package func cancel(_ id: String, bucket: String, in target: Target) async throws {
        defer { running[id]?.watchers.finish() }
        let store = try engines.store(bucket, in: target)
        if let entry = running[id] {
            running[id]?.isCancelling = true
            // Should this process die before all is taken back, another one finishes that, and does not go on.
            if !entry.isSettled, !entry.isJoined { try await CancelRequest.write(id, to: store) }
            entry.task.cancel()
            if (try? await entry.task.value) != nil {
                try? await CancelRequest.remove(id, from: store)
                throw Problem(
                    .conflict, "The import has completed", detail: "import \(id) is published",
                    fix: "Delete the model instead."
                )
            }
        }
        if let record = try await ImportRecord.read(id, from: store) {
            // What runs of it elsewhere (a job) is stopped first, whoever started it.
            try await executor.halt(record)
            let source = record.plan.model.reference.source
            do {
                let engine = try engines.engine(for: source, bucket: bucket, in: target)
                try await engine.cancel(id, hasHalted: record.executor == .job)
                try? await executor.forgetToken(record)
            } catch {
                // It goes on where it runs; this process does not follow it any more.
                if running[id]?.isJoined == true { running[id] = nil }
                throw error
            }
            try? await executor.forgetToken(record)
        } else {
            try await CancelRequest.remove(id, from: store)
            if running[id] == nil { throw unknown(id, bucket) }
        }
        running[id]?.watchers.report(.state(.cancelled))
    }

    /// Stops every import of this process so that each can be resumed, and takes no new ones.
    package func shutdown() async {
        isShutDown = true
        for following in followed.values { following.task.cancel() }
        for entry in running.values { entry.task.cancel() }
        for entry in running.values { _ = await entry.task.result }
    }

    /// An import of this process, when it writes to that bucket.
    func entry(_ id: String, _ bucket: String, _ target: Target) -> Running? {
        running[id].flatMap { $0.record.plan.bucket == bucket && $0.record.target == target ? $0 : nil }
    }

    func isRunning(_ id: String) -> Bool { running[id].map { !$0.isSettled } ?? false }

    func unknown(_ id: String, _ place: String) -> Problem {
        Problem(.importNotRunning, "No such import", detail: "\(place) knows no unfinished import \(id)")
    }

    /// An import as its objects in the bucket tell it.
    func stored(_ id: String, in store: any ObjectStore) async throws -> StoredImport? {
        guard let trace = try await ImportTrace.read(store, importID: id) else { return nil }
        return StoredImport(trace, now: engines.clock.now())
    }

    /// The import as another process runs it; nil when none does.
    func live(_ id: String, in store: any ObjectStore) async throws -> StoredImport? {
        guard let (lease, _) = try await Lease.read(id, from: store), lease.isLive(at: engines.clock.now()) else {
            return nil
        }
        return try await stored(id, in: store)
    }
}
