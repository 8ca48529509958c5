import Domain
import Foundation
import Importing
import NIOCore
import TestSupport
import Testing

struct ImportTraceTests {
    private func open(_ store: InMemoryStore, epoch: Int64, task: Int = 0) async throws -> JournalKeeper {
        try await JournalKeeper.open(
            store, importID: "i", pin: "p", epoch: epoch, task: task, interval: 0,
            now: { Date(timeIntervalSince1970: 1_800_000_000) }
        )
    }

    private func file(_ path: String) -> ModelManifest.File {
        ModelManifest.File(path: path, key: "k/\(path)", size: 1, sha256: nil, crc32c: "00000000", promised: nil)
    }

    private func journalBytes(_ store: InMemoryStore, task: Int = 0) -> Int {
        (0...1).map { store.bytes(of: BucketLayout.journalKey("i", task: task, slot: $0))?.count ?? 0 }.max() ?? 0
    }

    @Test func `no write of the journal grows with the number of finished files`() async throws {
        let store = InMemoryStore()
        let keeper = try await open(store, epoch: 1)
        var largest = 0
        for number in 0..<3_000 {
            let result = file("f\(number)")
            try await keeper.update { $0.files[result.path] = Journal.FileRecord(result: result) }
            largest = max(largest, journalBytes(store))
        }
        #expect(largest < 120_000)
        let segments = store.keys.filter { $0.contains("/done-0-") }
        #expect(segments.count == 3_000 / (JournalSegment.threshold + 1))
        #expect(await keeper.results.count == 3_000)
        let next = try await open(store, epoch: 2)
        #expect(await next.results.count == 3_000)
        #expect(await next.record(of: "f7")?.result == file("f7"))
        #expect(await next.current.segments == segments.count)
    }

    @Test func `a segment that a dead run wrote before its journal is read, and its number is not used again`()
        async throws
    {
        let store = InMemoryStore()
        let segment = JournalSegment(importID: "i", task: 0, number: 4, files: [file("a")])
        let key = BucketLayout.segmentKey("i", task: 0, number: 4)
        _ = try await store.write(key, JSONDocument.encode(segment), if: .absent, metadata: [:])
        let keeper = try await open(store, epoch: 1)
        #expect(await keeper.current.segments == 5)
        #expect(await keeper.results["a"] == file("a"))
    }

    @Test func `what other tasks have left is taken over, and their own journals stay`() async throws {
        let store = InMemoryStore()
        let upload = PartUpload(key: "k/b", id: "u")
        let first = try await open(store, epoch: 1, task: 1)
        try await first.update { journal in
            journal.files["b"] = Journal.FileRecord(upload: upload, partSize: 4)
            journal.files["c"] = Journal.FileRecord(result: file("c"))
        }
        let alone = try await open(store, epoch: 2)
        #expect(await alone.record(of: "b")?.upload == upload)
        #expect(await alone.record(of: "c")?.result == file("c"))
        try await alone.update { $0.files["b"] = Journal.FileRecord() }
        #expect(await alone.record(of: "b")?.upload == nil)
        #expect(try await JournalKeeper.newest(store, importID: "i", task: 1)?.files["b"]?.upload == upload)
    }

    @Test func `a trace tells record, lease, journals and results`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        #expect(try await ImportTrace.read(fixture.store, importID: plan.importID) == nil)
        fixture.gate.kill(after: 40)
        _ = await code { try await fixture.engine.run(plan, token: nil, startedBy: "a") { _ in } }
        fixture.gate.revive()
        let trace = try #require(try await ImportTrace.read(fixture.store, importID: plan.importID))
        #expect(trace.record.plan == plan)
        #expect(trace.record.executor == .process)
        #expect(trace.lease != nil)
        #expect(trace.main?.state == .transferring)
        #expect(trace.results["config.json"]?.size == 700)
        #expect(trace.version > 0)
    }

    @Test func `a second look reads only what has changed`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        fixture.gate.kill(after: 40)
        _ = await code { try await fixture.engine.run(plan, token: nil, startedBy: "a") { _ in } }
        fixture.gate.revive()
        let reader = ImportTraceReader(fixture.store, importID: plan.importID)
        let first = try #require(try await reader.read())
        let calls = fixture.gate.passed.count
        let second = try #require(try await reader.read())
        #expect(second.main == first.main)
        #expect(fixture.gate.passed.count == calls + 1)
    }

    @Test func `records and journals of the first release are read`() throws {
        let journal = """
            {"epoch":7,"fetchedBytes":5,"files":{},"format":1,"importID":"i","pin":"p","snapshotVersion":3,
             "state":{"transferring":{}},"updatedAt":"2026-11-20T00:00:00Z","version":2}
            """
        let read = try JSONDocument.decode(Journal.self, from: ByteBuffer(string: journal))
        #expect(read.task == 0 && read.segments == 0 && !read.isAdopted && read.group == nil)
    }
}
