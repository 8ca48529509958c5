package import Domain
package import Foundation
import NIOCore

/// The journal of one task of one run: changed in memory at every step, written to the bucket on its schedule.
///
/// Writes carry generation preconditions, so a run that lost its lease, or an earlier attempt of the same task, cannot
/// overwrite its successor's journal; the successor, whose epoch is higher, replaces what the loser still wrote. Files
/// that finished a while ago go to segments, each written once.
package actor JournalKeeper {
    private let store: any ObjectStore
    private let task: Int
    private let now: @Sendable () -> Date
    private var journal: Journal
    private var schedule: JournalSchedule
    private var generations: [Int64?]
    private var isWriting = false
    /// Files that are under way, by path; asked at each write.
    private var followed: [String: @Sendable () async -> Journal.FileRecord?] = [:]
    /// Finished before this run, by any task, or by this run and moved to a segment since.
    private var finished: [String: ModelManifest.File]
    /// Open files as journals of other tasks tell of them: what an earlier run with other shards has left.
    private var inherited: [String: Journal.FileRecord]

    private init(
        store: any ObjectStore, now: @escaping @Sendable () -> Date, journal: Journal, schedule: JournalSchedule,
        generations: [Int64?], finished: [String: ModelManifest.File], inherited: [String: Journal.FileRecord]
    ) {
        self.store = store
        task = journal.task
        self.now = now
        self.journal = journal
        self.schedule = schedule
        self.generations = generations
        self.finished = finished
        self.inherited = inherited
    }

    /// Takes over the newest journal of the task, or begins one.
    ///
    /// - Parameters:
    ///   - epoch: the lease's generation when it was taken, or last seen.
    ///   - group: the run of tasks that this one belongs to; nil when it is alone.
    package static func open(
        _ store: any ObjectStore, importID: String, pin: String, epoch: Int64, task: Int = 0, group: String? = nil,
        interval: Double, now: @escaping @Sendable () -> Date
    ) async throws -> JournalKeeper {
        let reader = ImportTraceReader(store, importID: importID)
        let found = try await reader.remains()
        let slots = [await reader.slot(task: task, 0), await reader.slot(task: task, 1)]
        let newest = found.journals[task].flatMap { $0.pin == pin ? $0 : nil }
        var journal =
            newest ?? Journal(importID: importID, epoch: epoch, pin: pin, task: task, updatedAt: now().rfc3339)
        journal.format = Journal.currentFormat
        journal.epoch = max(epoch, journal.epoch)
        if journal.group != group { journal.isAdopted = false }
        journal.group = group
        journal.segments = await reader.nextSegment(task: task)
        // The next write goes over the older one, so that the newest stays until it is surpassed.
        let next = newest != nil && slots[0]?.journal == newest ? 1 : 0
        return JournalKeeper(
            store: store, now: now, journal: journal, schedule: JournalSchedule(interval: interval, nextSlot: next),
            generations: slots.map { $0?.generation }, finished: found.results, inherited: found.openFiles
        )
    }

    /// The newest journal of a task, for looking at it; nil when there is none.
    package static func newest(_ store: any ObjectStore, importID: String, task: Int = 0) async throws -> Journal? {
        try await ImportTraceReader(store, importID: importID).remains().journals[task]
    }

    package var current: Journal { journal }

    /// What is known of a file: from this task's journal, else from what others have left.
    package func record(of path: String) -> Journal.FileRecord? {
        journal.files[path] ?? finished[path].map { Journal.FileRecord(result: $0) } ?? inherited[path]
    }

    /// Every file that is verified, as far as this task knows; by path.
    package var results: [String: ModelManifest.File] {
        var results = finished
        for file in journal.files.values {
            if let result = file.result { results[result.path] = result }
        }
        return results
    }

    /// Changes the journal and writes it when a write is due.
    ///
    /// - Throws: `conflict` when another run has written meanwhile: the lease is lost.
    package func update(_ edit: @Sendable (inout Journal) -> Void) async throws {
        edit(&journal)
        schedule.changed()
        try await flush()
    }

    /// From now on every write of the journal tells how far this file is at that moment.
    ///
    /// - Parameter record: nil as long as there is nothing to tell.
    package func follow(_ path: String, _ record: @escaping @Sendable () async -> Journal.FileRecord?) {
        followed[path] = record
    }

    /// The file has come to an end, which ``update(_:)`` tells.
    package func unfollow(_ path: String) { followed[path] = nil }

    /// A followed file has moved: a write is due, at its time.
    package func touch(fetched: Int64) async throws {
        journal.fetchedBytes += fetched
        schedule.changed()
        try await flush()
    }

    /// Writes what is due; `force` writes whatever has changed, or shows that the task lives.
    package func flush(force: Bool = false) async throws {
        guard !isWriting else { return }
        let time = now()
        guard let slot = schedule.due(at: time.timeIntervalSince1970, force: force) else { return }
        isWriting = true
        defer { isWriting = false }
        do {
            await askFollowed()
            try await moveFinished()
            journal.version += 1
            journal.updatedAt = time.rfc3339
            journal.snapshotVersion = time.microseconds
            try await write(journal, to: slot)
        } catch {
            schedule.failed()
            // A missed write costs a resume some bytes, not the import; a conflict means that we are not alone.
            guard !force, RetryPolicy.isRetryable(error) else { throw error }
        }
    }

    /// Writes under one of the two names. A run that has lost its lease and does not know yet may write there, too: its
    /// epoch is lower, and it gives way.
    ///
    /// - Throws: `conflict` when the one that wrote there is not older than this one.
    private func write(_ journal: Journal, to slot: Int) async throws {
        let key = BucketLayout.journalKey(journal.importID, task: task, slot: slot)
        let bytes = try JSONDocument.encode(journal)
        let reader = ImportTraceReader(store, importID: journal.importID)
        for _ in 0..<3 {
            do {
                let condition = generations[slot].map { WriteCondition.generation($0) } ?? .absent
                generations[slot] = try await store.write(key, bytes, if: condition, metadata: [:]).generation
                return
            } catch let problem as Problem where problem.code == .conflict {
                _ = try await reader.remains()
                guard let found = await reader.slot(task: task, slot), found.generation != generations[slot],
                    let other = found.journal, other.epoch < journal.epoch
                else { throw problem }
                generations[slot] = found.generation
            }
        }
        throw Problem(
            .conflict, "The import was taken over", detail: "another process writes the journal of \(journal.importID)",
            fix: "Follow the import by its id; this process has stopped working on it."
        )
    }

    /// Makes a write due when there was none for so many seconds: a sign of life.
    func beat(after seconds: Double) {
        if schedule.isQuiet(at: now().timeIntervalSince1970, for: seconds) { schedule.changed() }
    }

    private func askFollowed() async {
        for (path, record) in followed {
            guard let file = await record(), followed[path] != nil else { continue }
            journal.files[path] = file
        }
    }

    /// Moves finished files into segments, as soon as there are many of them. A crash between a segment and the
    /// journal leaves them in both, which says the same twice.
    private func moveFinished() async throws {
        while true {
            let results = journal.files.values.compactMap(\.result)
            guard results.count > JournalSegment.threshold else { return }
            let files = results.sorted { $0.path < $1.path }.prefix(JournalSegment.length)
            let segment = JournalSegment(
                importID: journal.importID, task: task, number: journal.segments, files: Array(files)
            )
            let key = BucketLayout.segmentKey(journal.importID, task: task, number: segment.number)
            let bytes = try JSONDocument.encode(segment)
            journal.segments += 1
            do {
                _ = try await store.write(key, bytes, if: .absent, metadata: [:])
            } catch let problem as Problem where problem.code == .conflict {
                continue  // a run that came before has used the number meanwhile; what it says is true as well
            }
            for file in files {
                finished[file.path] = file
                if journal.files[file.path]?.result == file { journal.files[file.path] = nil }
            }
        }
    }
}
