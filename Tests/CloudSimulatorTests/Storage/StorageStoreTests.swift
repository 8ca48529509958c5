import Digests
import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import CloudSimulator

struct StorageStoreTests {
    private func withStore(_ body: (StateDirectory) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "simulated-storage-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(StateDirectory(path: path))
    }

    private func open(_ state: StateDirectory) throws -> StorageStore {
        try StorageStore(state, limitsObjectWrites: false)
    }

    private func addBucket(_ store: StorageStore) throws {
        try store.insert(
            BucketRecord(
                name: "bucket", project: "demo-project", created: Date(), updated: Date(), metageneration: 1,
                settings: [:], policy: IAMPolicy()
            )
        )
    }

    @discardableResult
    private func put(
        _ text: String, as name: String, in store: StorageStore, match: Int64? = nil
    ) throws -> ObjectRecord {
        let blob = store.newBlob()
        var hashes = ContentHashes()
        hashes.update(ByteBuffer(string: text))
        try store.blobs.write(Data(text.utf8), to: blob)
        var conditions = ObjectPreconditions()
        conditions.generationMatch = match
        let draft = ObjectDraft(
            bucket: "bucket", name: name, attributes: ObjectAttributes(), blob: blob, hashes: hashes
        )
        return try store.put(draft, conditions)
    }

    @Test func `generations increase and a wrong one is refused`() throws {
        try withStore { state in
            let store = try open(state)
            try addBucket(store)
            let first = try put("one", as: "x", in: store, match: 0)
            let error = #expect(throws: GoogleError.self) { try put("two", as: "x", in: store, match: 0) }
            #expect(error?.status.code == 412)
            let second = try put("two", as: "x", in: store, match: first.generation)
            #expect(second.generation > first.generation)
        }
    }

    @Test func `a composed object keeps its bytes when its sources are deleted`() throws {
        try withStore { state in
            let store = try open(state)
            try addBucket(store)
            try put("12345", as: "p1", in: store)
            try put("6789", as: "p2", in: store)
            let composed = try store.compose(
                [("p1", ObjectPreconditions()), ("p2", ObjectPreconditions())], into: "whole", of: "bucket",
                attributes: ObjectAttributes(), ObjectPreconditions(), deletingSources: true
            )
            #expect(CRC32C(value: composed.crc32c).base64 == "4waSgw==")
            #expect(composed.md5 == nil && composed.componentCount == 2 && composed.size == 9)
            #expect(try store.objects(of: "bucket").map(\.name) == ["whole"])
            #expect(try store.blobs.entries().count == 2)
            try store.delete("bucket", "whole", ObjectPreconditions())
            #expect(try store.blobs.entries().isEmpty)
        }
    }

    @Test func `a store opened again has everything, and drops bytes that nothing names`() throws {
        try withStore { state in
            let store = try open(state)
            try addBucket(store)
            let object = try put("kept", as: "x", in: store)
            try store.blobs.write(Data("left by a killed upload".utf8), to: "orphan")
            let again = try open(state)
            #expect(try again.object("bucket", "x").generation == object.generation)
            #expect(try again.blobs.entries() == object.extents.map(\.blob))
            #expect(try put("new", as: "y", in: again).generation > object.generation)
        }
    }

    @Test func `the write limit lets a few through and then says 429`() throws {
        var budget = WriteBudget()
        let now = ContinuousClock.now
        let taken = (0..<7).map { _ in budget.take(at: now) }
        #expect(taken == [true, true, true, true, true, false, false])
        let later = (0..<2).map { _ in budget.take(at: now + .seconds(1)) }
        #expect(later == [true, false])
    }
}
