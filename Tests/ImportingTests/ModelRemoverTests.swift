import Domain
import Importing
import NIOCore
import TestSupport
import Testing

struct ModelRemoverTests {
    @Test func `deleting frees the model's files and nothing else`() async throws {
        let fixture = try Fixture()
        let manifest = try await fixture.run()
        _ = try await fixture.store.write("other/file", ByteBuffer(string: "x"), if: .always, metadata: [:])
        let freed = try await ModelRemover(fixture.store, clock: fixture.clock.importClock).delete(manifest.model)
        #expect(freed.objects == 4 && freed.bytes.bytes == 50_703 && freed.shared == 0)
        #expect(fixture.store.keys == [BucketLayout.catalogKey, "other/file"])
        #expect(await code { try await ModelRemover(fixture.store).delete(manifest.model) } == .modelNotFound)
    }

    @Test func `a blob that another model uses stays`() async throws {
        let fixture = try Fixture()
        let manifest = try await fixture.run()
        var other = manifest
        other.model.id = "acme/other"
        other.files = [manifest.files[0]]
        let key = BucketLayout.manifestKey(other.model)
        _ = try await fixture.store.write(key, JSONDocument.encode(other), if: .absent, metadata: [:])
        let freed = try await ModelRemover(fixture.store, clock: fixture.clock.importClock).delete(manifest.model)
        #expect(freed.shared == 1 && freed.objects == 3)
        #expect(fixture.store.bytes(of: manifest.files[0].key) != nil)
    }

    @Test func `a model that is being imported is not deleted`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        fixture.gate.kill(after: 40)
        _ = await code { try await fixture.engine.run(plan, token: nil, startedBy: "ann") { _ in } }
        fixture.gate.revive()
        let remover = ModelRemover(fixture.store, clock: fixture.clock.importClock)
        #expect(await code { try await remover.delete(plan.model.identity) } == .importRunning)
        fixture.clock.advance(60)
        _ = try await remover.delete(plan.model.identity)
        #expect(fixture.store.keys.filter { $0 != BucketLayout.leaseKey(plan.importID) } == [BucketLayout.catalogKey])
        #expect(try await fixture.store.unfinishedUploads(prefix: "") == [])
    }

    @Test func `a model of the earlier manager goes with its folder, and ours stay`() async throws {
        let store = InMemoryStore()
        let text = CatalogTests.legacy
        for (key, text) in [
            (BucketLayout.catalogKey, text), ("org/old/config.json", "{}"), ("org/older/x", "y"),
            ("huggingface/org/old/c/x", "z"),
        ] {
            _ = try await store.write(key, ByteBuffer(string: text), if: .absent, metadata: [:])
        }
        let freed = try await ModelRemover(store).delete(ModelIdentity(source: .huggingFace, id: "org/old", pin: ""))
        #expect(freed.objects == 1)
        #expect(store.keys == ["huggingface/org/old/c/x", BucketLayout.catalogKey, "org/older/x"])
    }
}
