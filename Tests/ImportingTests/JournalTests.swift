import Domain
import Foundation
import Importing
import NIOCore
import Synchronization
import TestSupport
import Testing

struct JournalTests {
    private func open(_ store: InMemoryStore, epoch: Int64, interval: Double = 0) async throws -> JournalKeeper {
        try await JournalKeeper.open(
            store, importID: "i", pin: "p", epoch: epoch, interval: interval,
            now: { Date(timeIntervalSince1970: 1_800_000_000) }
        )
    }

    @Test func `names alternate, once in an interval, forced at the end`() {
        var schedule = JournalSchedule(interval: 1)
        #expect(schedule.due(at: 0) == nil)
        schedule.changed()
        #expect(schedule.due(at: 0) == 0)
        schedule.changed()
        #expect(schedule.due(at: 0.9) == nil)
        #expect(schedule.due(at: 1) == 1)
        #expect(schedule.due(at: 5) == nil)
        schedule.changed()
        #expect(schedule.due(at: 4) == 0)
        #expect(schedule.due(at: 4, force: true) == 1)
    }

    @Test func `a failed write is due again`() {
        var schedule = JournalSchedule(interval: 1)
        schedule.changed()
        #expect(schedule.due(at: 0) == 0)
        schedule.failed()
        #expect(schedule.due(at: 1) == 1)
    }

    @Test(arguments: [0, 1])
    func `the newest whole journal counts when the other is damaged`(damaged: Int) async throws {
        let store = InMemoryStore()
        let keeper = try await open(store, epoch: 7)
        for bytes in 1...4 { try await keeper.update { $0.fetchedBytes = Int64(bytes) } }
        let key = BucketLayout.journalKey("i", task: 0, slot: damaged)
        _ = try await store.write(key, ByteBuffer(string: "{\"format\":1"), if: .always, metadata: [:])
        let found = try #require(try await JournalKeeper.newest(store, importID: "i"))
        #expect(found.fetchedBytes == (damaged == 1 ? 3 : 4))
        let next = try await open(store, epoch: 8)
        try await next.update { $0.fetchedBytes = 9 }
        #expect(try await JournalKeeper.newest(store, importID: "i")?.fetchedBytes == 9)
    }

    @Test func `a run that lost its lease cannot write over its successor`() async throws {
        let store = InMemoryStore()
        let old = try await open(store, epoch: 1)
        try await old.update { $0.fetchedBytes = 1 }
        let new = try await open(store, epoch: 2)
        try await new.update { $0.fetchedBytes = 2 }
        try await new.update { $0.fetchedBytes = 3 }
        #expect(await code { try await old.update { $0.fetchedBytes = 100 } } == .conflict)
        #expect(try await JournalKeeper.newest(store, importID: "i")?.fetchedBytes == 3)
    }

    @Test func `the run that has taken the lease writes over what the one that lost it still wrote`() async throws {
        let store = InMemoryStore()
        let old = try await open(store, epoch: 1)
        let new = try await open(store, epoch: 2)
        for bytes in 1...2 { try await old.update { $0.fetchedBytes = Int64(bytes) } }
        for bytes in 3...4 { try await new.update { $0.fetchedBytes = Int64(bytes) } }
        #expect(await code { try await old.update { $0.fetchedBytes = 100 } } == .conflict)
        #expect(try await JournalKeeper.newest(store, importID: "i")?.fetchedBytes == 4)
    }

    @Test func `a write tells how far a followed file is at that moment`() async throws {
        let store = InMemoryStore()
        let keeper = try await open(store, epoch: 1)
        let partSize = Mutex<Int64>(0)
        await keeper.follow("f") { Journal.FileRecord(partSize: partSize.withLock { $0 }) }
        partSize.withLock { $0 = 5 }
        try await keeper.update { $0.fetchedBytes = 1 }
        #expect(try await JournalKeeper.newest(store, importID: "i")?.files["f"]?.partSize == 5)
        await keeper.unfollow("f")
        partSize.withLock { $0 = 6 }
        try await keeper.touch(fetched: 1)
        #expect(try await JournalKeeper.newest(store, importID: "i")?.files["f"]?.partSize == 5)
        #expect(await keeper.current.fetchedBytes == 2)
    }

    @Test func `a later owner's journal counts although its version is lower`() {
        var old = Journal(importID: "i", epoch: 1, pin: "p", updatedAt: "")
        old.version = 90
        let new = Journal(importID: "i", epoch: 2, pin: "p", updatedAt: "")
        #expect(Journal.newest([old, new]) == new)
        #expect(Journal.newest([nil, nil]) == nil)
    }
}

struct LeaseTests {
    @Test func `a lease is refused while it lives and taken over when it has expired`() async throws {
        let store = InMemoryStore()
        let clock = TestClock()
        let now = clock.importClock.now
        let timing = LeaseTiming()
        let first = try await LeaseHolder.acquire("i", in: store, timing: timing, now: now)
        #expect(
            await code { try await LeaseHolder.acquire("i", in: store, timing: timing, now: now) } == .importRunning)
        clock.advance(14)
        try await first.renewIfDue()
        clock.advance(14)
        #expect(
            await code { try await LeaseHolder.acquire("i", in: store, timing: timing, now: now) } == .importRunning)
        clock.advance(2)
        let second = try await LeaseHolder.acquire("i", in: store, timing: timing, now: now)
        #expect(second.epoch > first.epoch)
        #expect(await code { try await first.renewIfDue() } == .conflict)
        try await first.release()
        #expect(try await Lease.read("i", from: store) != nil)
        try await second.release()
        #expect(try await Lease.read("i", from: store) == nil)
    }
}
