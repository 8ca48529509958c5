import Domain
import Importing
import NIOCore
import TestSupport
import Testing

struct BucketGarbageTests {
    let bucket = StoredBucket()

    @Test func `a bucket in which everything is used has no garbage`() async throws {
        try await bucket.importModel()
        try await bucket.importTag(blobs: [[1, 2, 3], [4]])
        _ = try await bucket.leaveImport()
        #expect(try await bucket.garbage() == [])
    }

    @Test(arguments: [("a", "b"), ("b", "a")] as [(Character, Character)])
    func `a superseded revision is offered with its cost, unless a service runs it`(
        first: Character, second: Character
    ) async throws {
        let size = 1 << 20
        let files = [("config.json", [UInt8]("{}".utf8)), ("w.safetensors", DeterministicBytes.make(size, seed: 3))]
        let older = try await bucket.importModel(pin: first, files: files)
        let newer = try await bucket.importModel(pin: second, files: files)
        let item = try #require(try await bucket.garbage().first)
        #expect(item.kind == .supersededRevision && item.object == "\(older.model)")
        #expect(item.size == older.size && item.objects == 2)
        #expect(item.monthlyCost == .usd(0.02) * (Double(older.size.bytes) / Double(1 << 30)))
        #expect(try await bucket.garbage(ModelUse(models: [older.model])) == [])
        #expect(try await bucket.garbage(ModelUse(ids: ["acme/tiny"])) == [])
        #expect(try await bucket.garbage(ModelUse(ids: nil)) == [])

        let done = try await bucket.collect([item])
        #expect(done.map(\.outcome) == [.deleted(older.size)])
        #expect(try await bucket.catalog.entries().map(\.model) == [newer.model])
        #expect(try await ModelVerifier(bucket.store).verify(newer.model).isGood)
        #expect(try await bucket.garbage() == [])
    }

    @Test func `blobs that no manifest names go, shared ones stay`() async throws {
        let shared = DeterministicBytes.make(3_000, seed: 8)
        let kept = try await bucket.importTag("tiny:1b", blobs: [[1], shared])
        let gone = try await bucket.importTag("tiny:2b", blobs: [[2], shared])
        try await bucket.put("ollama/blobs/sha256-\(String(repeating: "0", count: 64))", "nobody's")
        let item = try #require(try await bucket.garbage().first)
        #expect(item.kind == .unreferencedBlobs && item.objects == 1)
        _ = try await ModelRemover(bucket.store, clock: bucket.clock.importClock).delete(gone.model)
        _ = try await bucket.collect(try await bucket.garbage())
        #expect(try await bucket.garbage() == [])
        #expect(try await ModelVerifier(bucket.store).verify(kept.model).isGood)
    }

    @Test func `files and uploads that nobody needs go, foreign ones and damaged copies stay until confirmed`()
        async throws
    {
        try await bucket.importModel()
        let pin = String(repeating: "c", count: 40)
        try await bucket.put("huggingface/org/gone/\(pin)/a.bin", "12345")
        try await bucket.put("files/team/\(pin)/b.bin", "123")
        try await bucket.put("somebody/elses.txt", "x")
        try await bucket.put(BucketLayout.damagedKey("x", generation: 7), "damaged")
        try await bucket.put("ollama/id_ed25519", "key")
        let upload = try await bucket.store.beginUpload("huggingface/org/gone/\(pin)/c.bin", metadata: [:])
        _ = try await bucket.store.upload([ByteBuffer(repeating: 1, count: 2_000)], as: 1, of: upload)
        let items = try await bucket.garbage()
        #expect(
            Set(items.map(\.kind)) == [.leftoverFiles, .orphanedUpload, .keptAside, .privateKey])
        #expect(items.first { $0.kind == .orphanedUpload }?.size == 2_000)
        let confirmed = items.filter { [.leftoverFiles, .orphanedUpload].contains($0.kind) }
        #expect(try await bucket.collect(confirmed).allSatisfy { $0.outcome == .deleted($0.size) })
        #expect(Set(try await bucket.garbage().map(\.kind)) == [.keptAside, .privateKey])
        #expect(bucket.text("somebody/elses.txt") == "x")
    }

    @Test func `a failed model that nothing can go on with is offered`() async throws {
        let manifest = try await bucket.importModel()
        try await bucket.store.delete(manifest.files[0].key, if: .always)
        _ = try await bucket.fsck.repair()
        let item = try #require(try await bucket.garbage().first)
        #expect(item.kind == .failedModel && item.objects == manifest.files.count - 1)
        _ = try await bucket.collect([item])
        #expect(bucket.store.keys == [BucketLayout.catalogKey])
    }

    @Test func `nothing is garbage while a catalog or a manifest cannot be read`() async throws {
        let manifest = try await bucket.importModel()
        try await bucket.put(BucketLayout.manifestKey(manifest.model), "{")
        #expect(await code { try await bucket.garbage() } == .catalogUnreadable)
        try await bucket.put(BucketLayout.catalogKey, "{")
        #expect(await code { try await bucket.garbage() } == .catalogUnreadable)
        try await bucket.store.delete(BucketLayout.catalogKey, if: .always)
        #expect(await code { try await bucket.garbage() } == .catalogUnreadable)
    }

    @Test func `what an import needs by now is kept, although it was confirmed`() async throws {
        try await bucket.importModel()
        let files = StoredBucket.files
        let pin = String(repeating: "a", count: 40)
        for (path, _) in files { try await bucket.put("huggingface/acme/left/\(pin)/\(path)", "old") }
        let items = try await bucket.garbage()
        #expect(items.map(\.kind) == [.leftoverFiles])
        _ = try await bucket.leaveImport("acme/left")
        #expect(try await bucket.collect(items) == [])
        #expect(bucket.text("huggingface/acme/left/\(pin)/config.json") == "old")
    }
}
