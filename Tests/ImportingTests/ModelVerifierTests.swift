import Domain
import Importing
import NIOCore
import Synchronization
import TestSupport
import Testing

struct ModelVerifierTests {
    @Test func `an untouched model verifies file by file`() async throws {
        let fixture = try Fixture()
        let manifest = try await fixture.run()
        let result = try await ModelVerifier(fixture.store).verify(manifest.model)
        #expect(result.files.map(\.path) == manifest.files.map(\.path))
        #expect(result.isGood)
    }

    @Test func `a missing, a changed and a shortened file are named`() async throws {
        let fixture = try Fixture()
        let manifest = try await fixture.run()
        let keys = Dictionary(uniqueKeysWithValues: manifest.files.map { ($0.path, $0.key) })
        try await fixture.store.delete(try #require(keys["empty.txt"]), if: .always)
        let changed = ByteBuffer(bytes: DeterministicBytes.make(700, seed: 99))
        _ = try await fixture.store.write(try #require(keys["config.json"]), changed, if: .always, metadata: [:])
        let short = ByteBuffer(bytes: DeterministicBytes.make(10))
        _ = try await fixture.store.write(try #require(keys["model.safetensors"]), short, if: .always, metadata: [:])
        let bad = try await ModelVerifier(fixture.store).verify(manifest.model).files.filter { !$0.isGood }
        #expect(bad.map(\.path) == ["config.json", "empty.txt", "model.safetensors"])
    }

    @Test func `a digest that was taken over is proven by reading, and recorded`() async throws {
        let fixture = try Fixture()
        let manifest = try await fixture.run()
        var copied = manifest
        let key = BucketLayout.manifestKey(manifest.model)
        for index in copied.files.indices {
            copied.files[index].proof = .copied(from: ObjectPlace(bucket: "b", key: "k", generation: nil))
        }
        copied.files[0].sha256 = nil
        _ = try await fixture.store.write(key, JSONDocument.encode(copied), if: .always, metadata: [:])
        let result = try await ModelVerifier(fixture.store).verify(manifest.model)
        #expect(result.isGood && result.proven == manifest.files.count)
        #expect(try await ManifestReader(fixture.store).manifest(of: manifest.model) == manifest)
        #expect(try await ModelVerifier(fixture.store).verify(manifest.model).proven == 0)
    }

    @Test func `a file that is not right keeps its mark`() async throws {
        let fixture = try Fixture()
        var manifest = try await fixture.run()
        let key = BucketLayout.manifestKey(manifest.model)
        manifest.files[2].proof = .named
        manifest.files[2].sha256 = String(repeating: "0", count: 64)
        _ = try await fixture.store.write(key, JSONDocument.encode(manifest), if: .always, metadata: [:])
        let result = try await ModelVerifier(fixture.store).verify(manifest.model)
        #expect(!result.isGood && result.proven == 0)
        #expect(try await ManifestReader(fixture.store).manifest(of: manifest.model) == manifest)
    }

    @Test func `progress counts files and bytes, and a quick look reads none`() async throws {
        let fixture = try Fixture()
        let manifest = try await fixture.run()
        let told = Mutex<[VerifyProgress]>([])
        _ = try await ModelVerifier(fixture.store).verify(manifest.model) { step in told.withLock { $0.append(step) } }
        let last = try #require(told.withLock { $0.last })
        #expect(last.filesDone == 4 && last.bytesDone == manifest.size && last.filesBad == 0)
        let calls = fixture.store.calls.count
        #expect(try await ModelVerifier(fixture.store).compare(manifest.model).isGood)
        let reads = fixture.store.calls.dropFirst(calls).filter { call in
            if case .read(let key, _) = call { manifest.files.contains { $0.key == key } } else { false }
        }
        #expect(reads == [])
    }
}
