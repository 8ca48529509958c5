import Domain
import Foundation
import Importing
import NIOCore
import TestSupport
import Testing

struct ImportProgressTests {
    private func progress(at seconds: Double) async throws -> ImportProgress {
        let plan = try await Fixture().plan()
        let record = ImportRecord(plan: plan, target: .local, usesToken: false, startedBy: "ann", startedAt: "")
        return ImportProgress(record: record, now: Date(timeIntervalSince1970: seconds))
    }

    @Test func `the rate is that of the last five seconds`() async throws {
        var progress = try await progress(at: 1_000)
        progress.apply(.state(.started), at: Date(timeIntervalSince1970: 1_000))
        for second in 0..<20 {
            progress.apply(
                .fetched(bytes: second < 10 ? 1_000 : 100), at: Date(timeIntervalSince1970: 1_000.5 + Double(second)))
        }
        let snapshot = progress.current(at: Date(timeIntervalSince1970: 1_020))
        #expect(snapshot.bytesPerSecond == 100)
        #expect(snapshot.fetchedBytes == 11_000)
        #expect(progress.current(at: Date(timeIntervalSince1970: 1_100)).bytesPerSecond == 0)
    }

    @Test func `versions grow with every event and from run to run`() async throws {
        var first = try await progress(at: 1_000)
        let before = first.current(at: Date(timeIntervalSince1970: 1_000)).version
        first.apply(.file(path: "config.json", state: .verified), at: Date(timeIntervalSince1970: 1_000))
        let after = first.current(at: Date(timeIntervalSince1970: 1_000))
        #expect(after.version == before + 1)
        #expect(after.doneBytes == 700)
        let second = try await progress(at: 1_001)
        #expect(second.current(at: Date(timeIntervalSince1970: 1_001)).version > after.version)
    }

    @Test func `a watcher that is slow sees the latest snapshot only, and the end`() async throws {
        let watchers = ImportWatchers(try await progress(at: 1_000), now: { Date(timeIntervalSince1970: 1_000) })
        let stream = watchers.watch()
        watchers.report(.state(.started))
        watchers.report(.state(.allTransferred))
        watchers.report(.state(.published))
        watchers.finish()
        var states: [String] = []
        for await snapshot in stream { states.append(snapshot.state.name) }
        #expect(states == ["completed"])
        var late: [String] = []
        for await snapshot in watchers.watch() { late.append(snapshot.state.name) }
        #expect(late == ["completed"])
    }

    /// Progress of so many small files.
    private func large(_ count: Int) async throws -> ImportProgress {
        var plan = try await Fixture().plan()
        let one = try #require(plan.model.files.first)
        plan.model.files = (0..<count).map { index in
            var file = one
            file.path = "shard-\(index).bin"
            file.size = 10
            return file
        }
        plan.held = []
        let record = ImportRecord(plan: plan, target: .local, usesToken: false, startedBy: "ann", startedAt: "")
        return ImportProgress(record: record, now: Date(timeIntervalSince1970: 1_000))
    }

    @Test func `a snapshot of 100,000 files names a hundred and counts all`() async throws {
        var progress = try await large(100_000)
        let now = Date(timeIntervalSince1970: 1_001)
        for index in 0..<60_000 { progress.apply(.file(path: "shard-\(index).bin", state: .verified), at: now) }
        progress.apply(.file(path: "shard-70000.bin", state: .transferring), at: now)
        progress.apply(.file(path: "shard-80000.bin", state: .failed), at: now)
        let snapshot = progress.current(at: now)
        #expect(snapshot.files.count == ImportSnapshot.shownFiles)
        #expect(snapshot.filesLeftOut == 100_000 - ImportSnapshot.shownFiles)
        #expect(snapshot.tally.total == 100_000 && snapshot.verifiedFiles == 60_000)
        #expect(snapshot.tally.active == 1 && snapshot.tally.failed == 1)
        #expect(snapshot.totalBytes == 1_000_000 && snapshot.doneBytes == 600_000)
        let named = Set(snapshot.files.map(\.path))
        #expect(named.isSuperset(of: ["shard-70000.bin", "shard-80000.bin", "shard-59999.bin", "shard-0.bin"]))
        #expect(snapshot.files.map(\.path) == progress.files.map(\.path).filter(named.contains))
    }

    @Test func `pages list every file once, in order`() async throws {
        let progress = try await large(250)
        var paths: [String] = []
        var next: Int? = 0
        while let start = next {
            let page = ImportFilePage(of: progress.files, from: start, limit: 100)
            #expect(page.total == 250)
            paths += page.files.map(\.path)
            next = page.next
        }
        #expect(paths == progress.files.map(\.path))
        #expect(ImportFilePage(of: progress.files, from: 9_999, limit: 10).files == [])
    }

    @Test func `a burst of events reaches a watcher as its last state, without another event`() async throws {
        let watchers = ImportWatchers(try await large(50), now: { Date(timeIntervalSince1970: 1_000) })
        var seen = 0
        for await snapshot in watchers.watch() {
            if seen == 0 {
                for index in 0..<50 { watchers.report(.file(path: "shard-\(index).bin", state: .verified)) }
            }
            seen += 1
            if snapshot.verifiedFiles == 50 { break }
        }
        #expect(seen < 50)
    }
}
