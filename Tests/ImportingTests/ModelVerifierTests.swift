import Domain
import Importing
import NIOCore
import TestSupport
import Testing

struct ModelVerifierTests {
    @Test func `an untouched model verifies file by file`() async throws {
        let fixture = try Fixture()
        let manifest = try await fixture.run()
        let reports = try await ModelVerifier(fixture.store).verify(manifest.model)
        #expect(reports.map(\.path) == manifest.files.map(\.path))
        #expect(reports.allSatisfy { $0.problem == nil })
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
        let bad = try await ModelVerifier(fixture.store).verify(manifest.model).filter { $0.problem != nil }
        #expect(bad.map(\.path) == ["config.json", "empty.txt", "model.safetensors"])
    }
}
