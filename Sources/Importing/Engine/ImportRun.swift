import Domain
import Synchronization

/// What belongs to one run of one import and is shared by its tasks.
struct ImportRun: Sendable {
    let record: ImportRecord
    /// No earlier run of this import has left anything.
    let isNew: Bool
    let token: Secret?
    let lease: any ImportTenure
    var journal: JournalKeeper
    /// Which of several tasks this is; nil when it is alone.
    let task: ImportTask?
    let report: ImportReporter
    let fetched = FetchCounter()
    let activity = Activity()

    /// Payload has come from the hub.
    func count(_ bytes: Int) {
        activity.touch()
        fetched.add(Int64(bytes))
        report(.fetched(bytes: Int64(bytes)))
    }

    /// Something has moved that the journal follows.
    func touch() async throws { try await journal.touch(fetched: fetched.takeUnsaved()) }

    /// Writes the last that there is to know of a file into the journal, with the bytes counted so far.
    func save(_ path: String, _ file: Journal.FileRecord) async throws {
        await journal.unfollow(path)
        let fetched = fetched.takeUnsaved()
        try await journal.update { journal in
            journal.files[path] = file
            journal.fetchedBytes += fetched
        }
    }
}

/// Bytes fetched since the journal last heard of them.
final class FetchCounter: Sendable {
    private let unsaved = Mutex<Int64>(0)

    func add(_ bytes: Int64) { unsaved.withLock { $0 += bytes } }

    func takeUnsaved() -> Int64 {
        unsaved.withLock { unsaved in
            defer { unsaved = 0 }
            return unsaved
        }
    }
}

/// Whether anything moves in a run: bytes in, or parts out.
final class Activity: Sendable {
    private let moves = Mutex<UInt64>(0)

    /// Grows with every sign of life.
    var count: UInt64 { moves.withLock { $0 } }
    func touch() { moves.withLock { $0 += 1 } }
}
