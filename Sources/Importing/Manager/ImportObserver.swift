package import Domain
import Foundation

/// Follows an import that another process runs, by looking at its objects in the bucket: lease, journals of all tasks,
/// segments. One listing a look, and a read of what has changed.
package struct ImportObserver: Sendable {
    /// Between two looks: the shorter one while something changes, more and more up to the longer one while nothing does.
    private static let fastest = 1.0
    private static let slowest = 5.0
    /// An import of so many files takes one more second between two looks: each look goes through all of them.
    private static let filesPerSecond = 50_000.0
    /// Looks in a row that may fail before the following ends.
    private static let failureLimit = 8

    private let store: any ObjectStore
    private let id: String
    private let clock: ImportClock

    package init(_ id: String, in store: any ObjectStore, clock: ImportClock) {
        self.id = id
        self.store = store
        self.clock = clock
    }

    /// How an import was left when nothing happens any more by itself.
    package enum End: Sendable {
        case settled(ImportProgress)
        /// There is no record, and nobody holds the lease: it has not begun, or ended before the first look.
        case unknown
    }

    /// Looks until the import has settled: published, taken back, failed, or left by a process that is gone.
    ///
    /// - Parameters:
    ///   - first: the import as it was seen before, when it was.
    ///   - take: told of each change while it runs; returns false to end the following.
    /// - Returns: the end; nil when `take` has ended it.
    /// - Throws: what the store says when it cannot be read for a while; the record's own problem when it is damaged.
    package func follow(
        from first: StoredImport? = nil, _ take: @Sendable (ImportProgress) async -> Bool
    ) async throws -> End? {
        let reader = ImportTraceReader(store, importID: id)
        var last = first
        var told: Int64?
        var rate = TransferRate(since: clock.now().timeIntervalSince1970)
        var pause = Self.fastest
        var failures = 0
        while true {
            do {
                guard let trace = try await reader.read() else {
                    if let last { return .settled(try await end(of: last)) }
                    guard try await isHeld() else { return .unknown }
                    try await clock.poll(.seconds(Self.fastest))
                    continue
                }
                let time = clock.now()
                let now = StoredImport(trace, now: time)
                if let before = last?.trace.fetchedBytes {
                    rate.count(max(0, trace.fetchedBytes - before), at: time.timeIntervalSince1970)
                }
                last = now
                if now.state.isSettled { return .settled(now.progress(at: time)) }
                pause = told == now.version ? min(pause * 1.5, Self.slowest) : Self.fastest
                told = now.version
                guard await take(now.progress(at: time, rate: rate)) else { return nil }
                failures = 0
            } catch {
                failures += 1
                guard failures < Self.failureLimit, RetryPolicy.isRetryable(error) else { throw error }
                pause = Self.slowest
            }
            let files = last?.trace.record.plan.model.files.count ?? 0
            try await clock.poll(.seconds(pause + Double(files) / Self.filesPerSecond))
        }
    }

    private func isHeld() async throws -> Bool {
        try await Lease.read(id, from: store)?.0.isLive(at: clock.now()) ?? false
    }

    /// The record goes last, when the import is published or taken back: the model's manifest tells which.
    private func end(of last: StoredImport) async throws -> ImportProgress {
        let plan = last.trace.record.plan
        let manifest = try await ManifestReader(store).manifest(of: plan.model.identity)
        let keys = Set((manifest?.files ?? []).map(\.key))
        let isPublished = !keys.isEmpty && plan.model.chosen.allSatisfy { keys.contains($0.key) }
        let now = clock.now()
        var snapshot = last.snapshot(at: now)
        snapshot.state = isPublished ? .completed : .cancelled
        snapshot.version += 2
        snapshot.updatedAt = now.rfc3339
        snapshot.isElsewhere = false
        guard isPublished, let manifest else {
            return ImportProgress(
                last.progress(at: now).files, of: snapshot, rate: TransferRate(since: now.timeIntervalSince1970))
        }
        let sizes = Dictionary(manifest.files.map { ($0.key, $0.size) }, uniquingKeysWith: { first, _ in first })
        let held = Set(plan.held)
        let files = plan.model.chosen.map { file in
            let size = sizes[file.key] ?? file.size
            return FileProgress(
                path: file.path, size: size, done: size ?? 0, state: held.contains(file.path) ? .skipped : .verified
            )
        }
        return ImportProgress(files, of: snapshot, rate: TransferRate(since: now.timeIntervalSince1970))
    }
}
