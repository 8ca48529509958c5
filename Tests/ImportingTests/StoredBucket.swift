import Digests
import Domain
import Foundation
import Importing
import NIOCore
import TestSupport

/// A bucket with several published models of both hubs, and what a check needs to look at it.
struct StoredBucket: Sendable {
    let store = InMemoryStore()
    let clock = TestClock()

    var fsck: BucketFsck { BucketFsck(store, clock: clock.importClock) }
    var catalog: Catalog { Catalog(store, sleep: clock.importClock.backOff) }

    func garbage(_ use: ModelUse = ModelUse()) async throws -> [GarbageItem] {
        try await BucketGarbage(store, price: .usd(0.02), clock: clock.importClock).list(use)
    }

    func collect(_ items: [GarbageItem], _ use: ModelUse = ModelUse()) async throws -> [GarbageItem] {
        try await BucketGarbage(store, price: .usd(0.02), clock: clock.importClock).collect(Set(items.map(\.id)), use)
    }

    /// Publishes a model of Hugging Face as the engine does.
    @discardableResult
    func importModel(
        _ id: String = "acme/tiny", pin: Character = "a", files: [(String, [UInt8])] = Self.files
    ) async throws -> ModelManifest {
        let reference = try ModelReference(parsing: "hf:\(id)")
        let source = InMemorySource(
            reference: reference, pin: String(repeating: pin, count: 40), files: files, gitBlobs: ["config.json"]
        )
        let engine = engine(source)
        clock.advance(60)
        return try await engine.run(engine.plan(reference, token: nil), token: nil, startedBy: "ann") { _ in }
    }

    /// Publishes a tag of Ollama: its blobs under their digests, and its own manifest.
    @discardableResult
    func importTag(_ name: String = "tiny:1b", blobs: [[UInt8]]) async throws -> ModelManifest {
        let reference = try ModelReference(parsing: "ollama:\(name)")
        let layers = blobs.map { #"{"digest":"sha256:\#(Self.sha256($0))","size":\#($0.count)}"# }
        let manifest = Array(
            #"{"schemaVersion":2,"config":\#(layers[0]),"layers":[\#(layers.dropFirst().joined(separator: ","))]}"#.utf8
        )
        let path = "manifests/registry.ollama.ai/library/\(name.replacing(":", with: "/"))"
        let files = blobs.map { ("blobs/sha256-\(Self.sha256($0))", $0) } + [(path, manifest)]
        let source = InMemorySource(reference: reference, pin: "sha256:\(Self.sha256(manifest))", files: files)
        let engine = engine(source)
        clock.advance(60)
        return try await engine.run(engine.plan(reference, token: nil), token: nil, startedBy: "ann") { _ in }
    }

    func engine(_ source: InMemorySource) -> ImportEngine {
        ImportEngine(
            source: source, store: store, target: .local,
            options: ImportOptions(byteBudget: 64 << 10, partSize: 4 << 10, journalInterval: 0),
            clock: clock.importClock
        )
    }

    static let files: [(String, [UInt8])] = [
        ("config.json", DeterministicBytes.make(300, seed: 1)),
        ("model.safetensors", DeterministicBytes.make(9_000, seed: 2)),
    ]

    static func sha256(_ bytes: [UInt8]) -> String {
        var sum = SHA256()
        sum.update(bytes)
        return Hex.encode(sum.finalized())
    }

    /// An import that was killed and waits to be resumed: its id.
    func leaveImport(_ id: String = "acme/left") async throws -> String {
        let fixture = try Fixture(files: Self.files, reference: "hf:\(id)", store: store)
        let reference = try ModelReference(parsing: "hf:\(id)")
        let plan = try await engine(fixture.source).plan(reference, token: nil)
        let record = ImportRecord(
            plan: plan, target: .local, usesToken: false, startedBy: "ann", startedAt: clock.importClock.now().rfc3339
        )
        try await record.write(to: store)
        return plan.importID
    }

    func put(_ key: String, _ text: String) async throws {
        _ = try await store.write(key, ByteBuffer(string: text), if: .always, metadata: [:])
    }

    func text(_ key: String) -> String? { store.bytes(of: key).map { String(decoding: $0, as: UTF8.self) } }

    func status(of model: ModelIdentity) async throws -> CatalogEntry.Status? {
        try await catalog.entry(of: model)?.status
    }
}
