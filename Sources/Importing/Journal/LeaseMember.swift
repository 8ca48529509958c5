package import Domain
import Foundation

/// What a run owes to the import's lease: to hold it, or to belong to those who do.
package protocol ImportTenure: Sendable {
    /// Orders the journals of successive runs.
    var epoch: Int64 { get }
    /// Another run holds the lease now, or may: this one must leave everything alone.
    var isLost: Bool { get async }
    /// - Throws: `conflict` when it was lost.
    func renewIfDue() async throws
    func release() async throws
}

extension LeaseHolder: ImportTenure {}

/// A task that does not hold the lease but works for the run that does. It looks at the lease at every heartbeat and
/// leaves when it has become another's; while the coordinator is being restarted, it goes on.
package actor LeaseMember: ImportTenure {
    package nonisolated let epoch: Int64

    private let store: any ObjectStore
    private let importID: String
    private let group: String
    private let timing: LeaseTiming
    private let now: @Sendable () -> Date
    private var lookedAt: Date
    private var liveAt: Date
    package private(set) var isLost = false

    private init(
        store: any ObjectStore, importID: String, group: String, timing: LeaseTiming,
        now: @escaping @Sendable () -> Date, epoch: Int64
    ) {
        self.store = store
        self.importID = importID
        self.group = group
        self.timing = timing
        self.now = now
        self.epoch = epoch
        lookedAt = now()
        liveAt = now()
    }

    /// Waits until the lease is the group's, as long as one waits for a sign of life.
    ///
    /// - Throws: `import-running` when somebody else holds it; `timed-out`.
    package static func join(
        _ importID: String, group: String, in store: any ObjectStore, timing: LeaseTiming, clock: ImportClock
    ) async throws -> LeaseMember {
        let begin = clock.now()
        while abs(clock.now().timeIntervalSince(begin)) <= timing.patience {
            if let (lease, generation) = try await Lease.read(importID, from: store) {
                if lease.group == group {
                    return LeaseMember(
                        store: store, importID: importID, group: group, timing: timing, now: clock.now,
                        epoch: generation
                    )
                }
                if lease.isLive(at: clock.now()) { throw LeaseHolder.running(importID, in: store, timing) }
            }
            try await clock.tick(.seconds(1))
        }
        throw Problem(
            .timedOut, "The import has no coordinator",
            detail: "no task of this run has taken the lease of import \(importID) in \(Int(timing.patience)) seconds",
            fix: "Resume the import.", isRetryable: true
        )
    }

    package func renewIfDue() async throws {
        let time = now()
        guard abs(time.timeIntervalSince(lookedAt)) >= timing.heartbeat else { return }
        lookedAt = time
        do {
            try await look(at: time)
        } catch let problem as Problem
            where problem.isRetryable && abs(time.timeIntervalSince(liveAt)) < timing.patience
        {
            // The store does not answer just now; the next look tells.
        }
    }

    private func look(at time: Date) async throws {
        let lease = try await Lease.read(importID, from: store)?.0
        if let lease, lease.group == group, lease.isLive(at: time) {
            liveAt = time
            return
        }
        if let lease, lease.group != group, lease.isLive(at: time) {
            isLost = true
            throw Problem(
                .conflict, "The import was taken over",
                detail: "the lease of import \(importID) belongs to another run now",
                fix: "Follow the import by its id; this task has stopped working on it."
            )
        }
        // The coordinator has ended, or is being restarted: its journal tells which.
        let trace = try await ImportTrace.read(store, importID: importID)
        if let main = trace?.main, main.group == group {
            switch main.state {
            case .interrupted, .cancelled: throw CancellationError()
            case .failed(let problem) where !problem.isRetryable: throw CancellationError()
            default: break
            }
        }
        guard trace != nil, abs(time.timeIntervalSince(liveAt)) < timing.patience else { throw CancellationError() }
    }

    /// The lease is the coordinator's to give back.
    package func release() async throws {}
}
