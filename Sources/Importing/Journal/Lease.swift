package import Domain
package import Foundation
import NIOCore

/// Who runs an import at present. Owned until it expires; renewed while the owner lives.
package struct Lease: Sendable, Hashable, Codable {
    /// One run of one process.
    package var owner: String
    /// Seconds since 1970.
    package var expiresAt: Double
    /// The run of tasks that it belongs to: each of them may take it from another. Nil: one process alone.
    package var group: String?

    package init(owner: String, expiresAt: Double, group: String? = nil) {
        self.owner = owner
        self.expiresAt = expiresAt
        self.group = group
    }

    package func isLive(at time: Date) -> Bool { expiresAt > time.timeIntervalSince1970 }

    /// The lease as it stands; nil when nobody holds one. A damaged lease counts as expired.
    package static func read(_ importID: String, from store: any ObjectStore) async throws -> (Lease, Int64)? {
        let key = BucketLayout.leaseKey(importID)
        guard let info = try await store.stat(key) else { return nil }
        do {
            let bytes = try await store.read(key, range: nil).collect(upTo: 1 << 20)
            let lease = try? JSONDocument.decode(Lease.self, from: bytes)
            return (lease ?? Lease(owner: "", expiresAt: 0), info.generation)
        } catch let problem as Problem where problem.code == .notFound {
            return nil
        }
    }
}

/// Holds one lease: takes it, renews it, gives it back; each step under the generation of the one before.
package actor LeaseHolder {
    /// The lease's generation when it was taken: grows from owner to owner.
    package nonisolated let epoch: Int64

    private let store: any ObjectStore
    private let importID: String
    private let owner: String
    private let group: String?
    private let timing: LeaseTiming
    private let now: @Sendable () -> Date
    private var generation: Int64
    private var renewedAt: Date
    /// Another run holds it now, or may: this one must leave everything alone.
    package private(set) var isLost = false

    private init(
        store: any ObjectStore, importID: String, owner: String, group: String?, timing: LeaseTiming,
        now: @escaping @Sendable () -> Date, generation: Int64
    ) {
        self.store = store
        self.importID = importID
        self.owner = owner
        self.group = group
        self.timing = timing
        self.now = now
        self.generation = generation
        epoch = generation
        renewedAt = now()
    }

    /// Takes the lease when it is free or expired, or held by another member of the same group.
    ///
    /// - Throws: `import-running` when somebody holds it.
    package static func acquire(
        _ importID: String, in store: any ObjectStore, group: String? = nil, timing: LeaseTiming,
        now: @escaping @Sendable () -> Date
    ) async throws -> LeaseHolder {
        let owner = UUID().uuidString
        for _ in 0..<5 {
            let found = try await Lease.read(importID, from: store)
            if let found, found.0.isLive(at: now()), group == nil || found.0.group != group { break }
            let lease = Lease(owner: owner, expiresAt: now().timeIntervalSince1970 + timing.timeToLive, group: group)
            let condition = found.map { WriteCondition.generation($0.1) } ?? .absent
            do {
                let key = BucketLayout.leaseKey(importID)
                let info = try await store.write(key, JSONDocument.encode(lease), if: condition, metadata: [:])
                return LeaseHolder(
                    store: store, importID: importID, owner: owner, group: group, timing: timing, now: now,
                    generation: info.generation
                )
            } catch let problem as Problem where problem.code == .conflict {
                continue
            }
        }
        throw running(importID, in: store, timing)
    }

    static func running(_ importID: String, in store: any ObjectStore, _ timing: LeaseTiming) -> Problem {
        Problem(
            .importRunning, "This import is running already",
            detail: "import \(importID) in \(store.bucket) is run by another process",
            fix: "Follow it by its id, \(importID). If that process has died, it can be resumed in "
                + "\(Int(timing.timeToLive)) seconds."
        )
    }

    /// Renews the lease when a heartbeat is due.
    ///
    /// - Throws: `conflict` when it was lost: the run must stop, its successor has taken over.
    package func renewIfDue() async throws {
        let time = now()
        guard abs(time.timeIntervalSince(renewedAt)) >= timing.heartbeat else { return }
        let lease = Lease(owner: owner, expiresAt: time.timeIntervalSince1970 + timing.timeToLive, group: group)
        do {
            let key = BucketLayout.leaseKey(importID)
            let condition = WriteCondition.generation(generation)
            generation = try await store.write(key, JSONDocument.encode(lease), if: condition, metadata: [:]).generation
            renewedAt = time
        } catch {
            let isLost = (error as? Problem)?.code == .conflict
            guard !isLost, time.timeIntervalSince(renewedAt) < timing.timeToLive else {
                self.isLost = true
                throw Problem(
                    .conflict, "The import was taken over",
                    detail: "the lease of import \(importID) could not be renewed in time, or another process holds it",
                    fix: "Follow the import by its id; this process has stopped working on it."
                )
            }
        }
    }

    /// Gives the lease back, when it is still ours.
    package func release() async throws {
        do {
            try await store.delete(BucketLayout.leaseKey(importID), if: .generation(generation))
        } catch let problem as Problem where problem.code == .conflict || problem.code == .notFound {}
    }
}

/// How long a lease lasts and how often it is renewed, in seconds.
package struct LeaseTiming: Sendable, Hashable {
    package var timeToLive: Double
    package var heartbeat: Double
    /// How long the tasks of one run wait for a sign of life of another: a new attempt of it may have to be started.
    package var patience: Double

    package init(timeToLive: Double = 15, heartbeat: Double = 5, patience: Double = 120) {
        self.timeToLive = timeToLive
        self.heartbeat = heartbeat
        self.patience = patience
    }
}
