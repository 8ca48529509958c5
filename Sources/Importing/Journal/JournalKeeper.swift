package import Domain
package import Foundation
import NIOCore

/// The journal of one run: changed in memory at every step, written to the bucket on its schedule.
///
/// Writes carry generation preconditions, so a run that lost its lease cannot overwrite its successor's journal.
package actor JournalKeeper {
    private static let limit = 256 << 20

    private let store: any ObjectStore
    private let task: Int
    private let now: @Sendable () -> Date
    private var journal: Journal
    private var schedule: JournalSchedule
    private var generations: [Int64?]
    private var isWriting = false

    private init(
        store: any ObjectStore, task: Int, now: @escaping @Sendable () -> Date, journal: Journal,
        schedule: JournalSchedule, generations: [Int64?]
    ) {
        self.store = store
        self.task = task
        self.now = now
        self.journal = journal
        self.schedule = schedule
        self.generations = generations
    }

    /// Takes over the newest journal of the import, or begins one.
    ///
    /// - Parameter epoch: the lease's generation when it was taken.
    package static func open(
        _ store: any ObjectStore, importID: String, pin: String, epoch: Int64, task: Int = 0, interval: Double,
        now: @escaping @Sendable () -> Date
    ) async throws -> JournalKeeper {
        var slots: [Journal?] = []
        var generations: [Int64?] = []
        for slot in 0...1 {
            let found = try await read(store, importID: importID, task: task, slot: slot)
            slots.append(found.journal)
            generations.append(found.generation)
        }
        let newest = Journal.newest(slots).flatMap { $0.pin == pin ? $0 : nil }
        var journal = newest ?? Journal(importID: importID, epoch: epoch, pin: pin, updatedAt: now().rfc3339)
        journal.epoch = epoch
        // The next write goes over the older one, so that the newest stays until it is surpassed.
        let next = newest != nil && slots[0] == newest ? 1 : 0
        return JournalKeeper(
            store: store, task: task, now: now, journal: journal,
            schedule: JournalSchedule(interval: interval, nextSlot: next), generations: generations
        )
    }

    /// The newest journal of an import, for looking at it; nil when there is none.
    package static func newest(_ store: any ObjectStore, importID: String, task: Int = 0) async throws -> Journal? {
        let first = try await read(store, importID: importID, task: task, slot: 0)
        let second = try await read(store, importID: importID, task: task, slot: 1)
        return Journal.newest([first.journal, second.journal])
    }

    package var current: Journal { journal }

    package func record(of path: String) -> Journal.FileRecord? { journal.files[path] }

    /// Changes the journal and writes it when a write is due.
    ///
    /// - Throws: `conflict` when another run has written meanwhile: the lease is lost.
    package func update(_ edit: @Sendable (inout Journal) -> Void) async throws {
        edit(&journal)
        schedule.changed()
        try await flush()
    }

    /// Writes what is due; `force` writes whatever has changed.
    package func flush(force: Bool = false) async throws {
        guard !isWriting else { return }
        let time = now()
        guard let slot = schedule.due(at: time.timeIntervalSince1970, force: force) else { return }
        isWriting = true
        defer { isWriting = false }
        journal.version += 1
        journal.updatedAt = time.rfc3339
        journal.snapshotVersion = time.microseconds
        let key = BucketLayout.journalKey(journal.importID, task: task, slot: slot)
        do {
            let bytes = try JSONDocument.encode(journal)
            let condition = generations[slot].map { WriteCondition.generation($0) } ?? .absent
            generations[slot] = try await store.write(key, bytes, if: condition, metadata: [:]).generation
        } catch {
            schedule.failed()
            // A missed write costs a resume some bytes, not the import; a conflict means that we are not alone.
            guard !force, RetryPolicy.isRetryable(error) else { throw error }
        }
    }

    private static func read(
        _ store: any ObjectStore, importID: String, task: Int, slot: Int
    ) async throws -> (journal: Journal?, generation: Int64?) {
        let key = BucketLayout.journalKey(importID, task: task, slot: slot)
        guard let info = try await store.stat(key) else { return (nil, nil) }
        let bytes = try await store.read(key, range: nil).collect(upTo: limit)
        let journal = try? JSONDocument.decode(Journal.self, from: bytes)
        guard let journal, journal.format == Journal.currentFormat, journal.importID == importID else {
            return (nil, info.generation)
        }
        return (journal, info.generation)
    }
}
