import Domain
import Importing
import NIOCore
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
}
