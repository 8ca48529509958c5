import Domain
import Foundation
import Importing
import NIOCore
import Synchronization
import TestSupport
import Testing

struct CatalogTests {
    static let legacy = """
        {"description": "This bucket is managed by the Cloud Run LLM Manager.", "owner": {"team": 7},
         "models": [{"id": "org/old", "source": "huggingface", "size": 9007199254740993, "status": "completed",
                     "submittedAt": "2025-12-01T00:00:00.000Z", "buildId": "b-1", "extra": [1.5, null]},
                    {"id": "x", "source": "later-source", "status": "odd"}]}
        """

    private func store(_ text: String) async throws -> InMemoryStore {
        let store = InMemoryStore()
        _ = try await store.write(BucketLayout.catalogKey, ByteBuffer(string: text), if: .absent, metadata: [:])
        return store
    }

    private func entry(_ id: String, pin: String = "abc") -> CatalogEntry {
        CatalogEntry(
            model: ModelIdentity(source: .huggingFace, id: id, pin: pin), status: .downloading, size: 12,
            format: .safetensors, fileCount: 2, updatedAt: "2026-01-01T00:00:00Z", importID: "i"
        )
    }

    @Test func `the earlier manager's entries are read as such`() async throws {
        let entries = try await Catalog(try await store(Self.legacy)).entries()
        let old = try #require(entries.first)
        #expect(entries.count == 1 && old.isLegacy && old.status == .completed)
        #expect(old.model == ModelIdentity(source: .huggingFace, id: "org/old", pin: ""))
        #expect(old.size.bytes == 9_007_199_254_740_993)
    }

    @Test func `a catalog as the earlier manager left it is read whole, and keeps every field when it is written`()
        async throws
    {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appending(path: "Fixtures/earlier-manager/llm-manager-metadata.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        let store = try await store(text)
        let catalog = Catalog(store)
        let entries = try await catalog.entries()
        #expect(entries.map(\.model.id) == ["google/gemma-3-4b-it", "gemma2:9b", "org/stuck"])
        #expect(entries.map(\.model.source) == [.huggingFace, .ollama, .huggingFace])
        #expect(entries.map(\.status) == [.completed, .completed, .downloading])
        #expect(entries[0].size.bytes == 8_644_134_912)
        #expect(entries.allSatisfy { $0.isLegacy && $0.model.pin.isEmpty })
        try await catalog.upsert(entry("org/new"))
        try await catalog.remove(entry("org/new").model)
        let written = try JSONDocument.decode(
            JSONValue.self, from: ByteBuffer(bytes: try #require(store.bytes(of: BucketLayout.catalogKey))))
        #expect(written == (try JSONDocument.decode(JSONValue.self, from: ByteBuffer(string: text))))
    }

    @Test func `fields that we do not know survive a rewrite`() async throws {
        let store = try await store(Self.legacy)
        let catalog = Catalog(store)
        try await catalog.upsert(entry("org/new"))
        var old = try #require(try await catalog.entries().first)
        old.status = .failed
        try await catalog.upsert(old)
        let bytes = try #require(store.bytes(of: BucketLayout.catalogKey))
        let value = try JSONDocument.decode(JSONValue.self, from: ByteBuffer(bytes: bytes))
        guard case .object(let fields) = value, case .array(let models)? = fields["models"],
            case .object(let first) = models[0], case .object(let third) = models[2]
        else { return #expect(Bool(false)) }
        #expect(fields["owner"] == .object(["team": .integer(7)]))
        #expect(first["buildId"] == .string("b-1") && first["extra"] == .array([.number(1.5), .null]))
        #expect(first["status"] == .string("failed") && first["revision"] == nil)
        #expect(first["size"] == .integer(9_007_199_254_740_993))
        #expect(
            models[1] == .object(["id": .string("x"), "source": .string("later-source"), "status": .string("odd")]))
        #expect(third["revision"] == .string("abc") && third["status"] == .string("downloading"))
    }

    @Test(arguments: [
        "", "{", "[]", "{\"models\": {}}", "{\"models\": [1]}",
        "{\"models\": [{\"id\": \"a\", \"source\": \"ollama\"}]}",
        "<html>", "null",
    ])
    func `anything that is no catalog is unreadable, never empty`(text: String) async throws {
        let store = try await store(text)
        #expect(await code { try await Catalog(store).entries() } == .catalogUnreadable)
        let change = entry("a/b")
        #expect(await code { try await Catalog(store).upsert(change) } == .catalogUnreadable)
        #expect(store.bytes(of: BucketLayout.catalogKey) == Array(text.utf8))
    }

    @Test func `a lost catalog is not replaced by an empty one`() async throws {
        let store = InMemoryStore()
        let key = BucketLayout.manifestKey(entry("a/b").model)
        _ = try await store.write(key, ByteBuffer(string: "{}"), if: .absent, metadata: [:])
        #expect(await code { try await Catalog(store).createMarker() } == .catalogUnreadable)
        #expect(await code { try await Catalog(InMemoryStore()).entries() } == .notFound)
    }

    @Test func `the marker of a new bucket is an empty catalog`() async throws {
        let store = InMemoryStore()
        try await Catalog(store).createMarker()
        try await Catalog(store).createMarker()
        #expect(try await Catalog(store).entries() == [])
    }

    @Test func `writers that race all have their entry in the end`() async throws {
        let store = InMemoryStore()
        let catalog = Catalog(store, sleep: { _ in await Task.yield() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 { group.addTask { try await catalog.upsert(entry("org/m\(number)")) } }
            try await group.waitForAll()
        }
        #expect(try await catalog.entries().count == 12)
    }

    @Test func `two pins of one model are two entries, and one is removed alone`() async throws {
        let catalog = Catalog(InMemoryStore())
        try await catalog.upsert(entry("a/b", pin: "one"))
        try await catalog.upsert(entry("a/b", pin: "two"))
        try await catalog.remove(entry("a/b", pin: "one").model)
        #expect(try await catalog.entries().map(\.model.pin) == ["two"])
    }

    @Test func `a catalog that is written between looking and reading is read again, whole`() async throws {
        let writer = Mutex<InMemoryStore?>(nil)
        let store = InMemoryStore { call in
            guard case .read = call, let store = writer.withLock({ $0.take() }) else { return }
            try await Catalog(store).upsert(CatalogTests().entry("org/new"))
        }
        try await Catalog(store).upsert(entry("org/old"))
        writer.withLock { $0 = store }
        #expect(try await Catalog(store, sleep: { _ in }).entries().map(\.model.id) == ["org/old", "org/new"])
    }
}
