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
}
