import Domain
import Importing
import NIOCore
import TestSupport
import Testing

/// What is not fetched, because an object with the same bytes can be copied.
extension ImportEngineTests {
    private static let newPin = String(repeating: "b", count: 40)
    private static let large = DeterministicBytes.make(1 << 20 | 5, seed: 9)

    /// A bucket that holds the standard model, and a fixture of an empty bucket beside it.
    private static func twoBuckets(
        files: [(String, [UInt8])] = Fixture.standardFiles, pin: String = String(repeating: "a", count: 40),
        locations: [String: String] = [:], before: (@Sendable (InMemoryStore.Call) throws -> Void)? = nil
    ) async throws -> (first: Fixture, second: Fixture, manifest: ModelManifest) {
        let one = InMemoryStore(bucket: "one")
        let first = try Fixture(files: files, store: one)
        let manifest = try await first.run()
        let two = InMemoryStore(bucket: "two", siblings: [one], beforeCall: before)
        var second = try Fixture(files: files, store: two, pin: pin)
        second.buckets = MemoryBuckets([one, two], locations: locations)
        return (first, second, manifest)
    }

    @Test func `the same files of another revision are copied within the bucket`() async throws {
        let first = try Fixture()
        let old = try await first.run()
        var files = Fixture.standardFiles
        files[0].1 = DeterministicBytes.make(800, seed: 7)
        let second = try Fixture(files: files, store: first.store, pin: Self.newPin)
        let plan = try await second.plan()
        #expect(plan.copies.map(\.path) == ["model.safetensors", "tokenizer/vocab.json"])
        #expect(plan.bytesToFetch == 800)
        #expect(plan.bytesToCopy == 50_003)
        #expect(plan.copyCost == nil)
        let manifest = try await second.run()
        #expect(second.holdsEverything(manifest))
        #expect(second.source.bytesServed == 800)
        let weights = try #require(manifest.files.first { $0.path == "model.safetensors" })
        let source = try #require(old.files.first { $0.path == "model.safetensors" })
        guard case .copied(let place) = weights.proof else {
            Issue.record("\(weights.proof)")
            return
        }
        #expect(place.key == source.key && place.bucket == first.store.bucket && place.generation != nil)
        #expect(weights.sha256 == source.sha256 && weights.promised == source.promised)
        #expect(manifest.files.first { $0.path == "config.json" }?.proof == .read)
        #expect(try await ModelVerifier(first.store).verify(manifest.model).isGood)
    }

    @Test func `what another managed bucket holds is copied, zero bytes through here`() async throws {
        let (_, second, old) = try await Self.twoBuckets()
        let plan = try await second.plan()
        #expect(plan.bytesToFetch == 0 && plan.copies.count == 3)
        #expect(plan.warnings.isEmpty)
        let manifest = try await second.run()
        #expect(second.holdsEverything(manifest))
        #expect(second.source.bytesServed == 0)
        #expect(manifest.files.map(\.sha256) == old.files.map(\.sha256))
        #expect(try await Catalog(second.store).entry(of: manifest.model)?.status == .completed)
        #expect(second.store.keys.filter { $0.hasPrefix(BucketLayout.importsPrefix) } == [])
    }

    @Test func `copies between locations are priced and told, and the nearer bucket is taken`() async throws {
        let near = InMemoryStore(bucket: "near")
        let (first, far, _) = try await Self.twoBuckets(locations: ["one": "us-central1", "two": "europe-west4"])
        let plan = try await far.plan()
        #expect(plan.copyCost != nil)
        #expect(plan.warnings.contains { $0.contains("us-central1 to europe-west4") && $0.contains("charged") })
        _ = try await Fixture(store: near).run()
        var both = far
        both.buckets = MemoryBuckets(
            [first.store, near, far.store], locations: ["near": "europe-west4", "two": "europe-west4"])
        let nearer = try await both.plan()
        #expect(nearer.copyCost == nil && nearer.warnings.isEmpty)
        #expect(Set(nearer.copies.map(\.from.bucket)) == ["near"])
    }

    @Test func `an object that is no longer as its manifest says is not copied`() async throws {
        let (first, second, old) = try await Self.twoBuckets()
        let weights = try #require(old.files.first { $0.path == "model.safetensors" })
        _ = try await first.store.write(weights.key, ByteBuffer(string: "other"), if: .always, metadata: [:])
        let vocabulary = try #require(old.files.first { $0.path == "tokenizer/vocab.json" })
        try await first.store.delete(vocabulary.key, if: .always)
        #expect(try await second.plan().copies.map(\.path) == ["config.json"])
        #expect(second.holdsEverything(try await second.run()))
    }

    @Test func `a source that goes after the plan was made is fetched from the hub`() async throws {
        let (first, second, old) = try await Self.twoBuckets()
        let plan = try await second.plan()
        for file in old.files { try await first.store.delete(file.key, if: .always) }
        let manifest = try await second.engine.run(plan, token: nil, startedBy: "ann") { _ in }
        #expect(second.holdsEverything(manifest))
        #expect(manifest.files.allSatisfy { $0.proof == .read })
        #expect(second.source.bytesServed == 50_703)
    }

    @Test func `a copy with other bytes is deleted, and the file is fetched`() async throws {
        let (_, second, _) = try await Self.twoBuckets()
        let plan = try await second.plan()
        let weights = try #require(plan.model.files.first { $0.path == "model.safetensors" })
        second.store.corruptNext(weights.key)
        let manifest = try await second.engine.run(plan, token: nil, startedBy: "ann") { _ in }
        #expect(second.holdsEverything(manifest))
        #expect(second.source.bytesServed == 41_003)
        #expect(second.store.calls.contains(.delete(weights.key)))
        #expect(manifest.files.first { $0.path == "model.safetensors" }?.proof == .read)
    }

    @Test(arguments: [Problem.Code.permissionDenied, .storageUnavailable, .bucketNotFound])
    func `a store that may not or cannot copy leads to the hub`(_ code: Problem.Code) async throws {
        let (_, second, _) = try await Self.twoBuckets { call in
            if case .copy = call {
                throw Problem(code, "Not copied", detail: "by the test", isRetryable: code == .storageUnavailable)
            }
        }
        let manifest = try await second.run()
        #expect(second.holdsEverything(manifest))
        #expect(second.source.bytesServed == 50_703)
        let copies = second.store.calls.count { if case .copy = $0 { true } else { false } }
        #expect(copies == (code == .storageUnavailable ? 12 : 3))
    }

    @Test func `a copy that a dead process has made is found and not made again`() async throws {
        let (_, second, _) = try await Self.twoBuckets()
        let plan = try await second.plan()
        let weights = try #require(plan.copies.first { $0.path == "model.safetensors" })
        let key = try #require(plan.model.files.first { $0.path == weights.path }).key
        _ = try await second.store.copy(from: weights.from, to: key, if: .absent)
        let manifest = try await second.engine.run(plan, token: nil, startedBy: "ann") { _ in }
        #expect(second.store.calls.count { if case .copy(_, to: key) = $0 { true } else { false } } == 1)
        #expect(manifest.files.first { $0.path == weights.path }?.proof == .copied(from: weights.from))
        #expect(second.source.bytesServed == 0)
    }

    @Test func `a bucket that cannot be read is a warning, and the others are still used`() async throws {
        let (first, second, _) = try await Self.twoBuckets()
        let damaged = InMemoryStore(bucket: "damaged")
        _ = try await damaged.write(BucketLayout.catalogKey, ByteBuffer(string: "{"), if: .absent, metadata: [:])
        let closed = InMemoryStore(bucket: "closed") { _ in
            throw Problem(.permissionDenied, "Not allowed", detail: "by the test")
        }
        var third = second
        third.buckets = MemoryBuckets([closed, damaged, first.store, second.store])
        let plan = try await third.plan()
        #expect(plan.copies.count == 3)
        #expect(plan.warnings.count == 2)
        #expect(plan.warnings.contains { $0.contains("closed") } && plan.warnings.contains { $0.contains("damaged") })
        third.buckets = MemoryBuckets([], failure: Problem(.permissionDenied, "Not allowed", detail: "by the test"))
        let alone = try await third.plan()
        #expect(alone.copies.isEmpty && alone.warnings.count == 1 && alone.bytesToFetch == 50_703)
    }

    @Test func `a store that copies nothing, or only within itself, plans no more than that`() async throws {
        let one = InMemoryStore(bucket: "one")
        _ = try await Fixture(store: one).run()
        for reach in [CopyReach.none, .bucket] {
            let capabilities = ObjectStoreCapabilities(
                minimumPartSize: 1 << 10, maximumPartCount: 10_000, secondsBetweenWrites: 0, copies: reach
            )
            let two = InMemoryStore(bucket: "two", capabilities: capabilities, siblings: [one])
            var second = try Fixture(store: two)
            second.buckets = MemoryBuckets([one, two])
            #expect(try await second.plan().copies.isEmpty)
            _ = try await second.run()
            let third = try Fixture(store: two, pin: Self.newPin)
            #expect(try await third.plan().copies.count == (reach == .bucket ? 3 : 0))
        }
    }

    @Test func `other models are looked through when a mebibyte or more is at stake`() async throws {
        let store = InMemoryStore()
        let base = [("base.safetensors", Self.large), ("vocab.json", DeterministicBytes.make(900, seed: 4))]
        _ = try await Fixture(files: base, store: store).run()
        let small = try Fixture(files: [base[1]], reference: "ollama:tiny:1b", store: store)
        let reads = { store.calls.count { if case .read = $0 { true } else { false } } }
        let before = reads()
        #expect(try await small.plan().copies.isEmpty)
        #expect(reads() == before + 1, "more than the catalog was read")

        let large = try Fixture(files: base, reference: "ollama:tiny:1b", store: store)
        #expect(Set(try await large.plan().copies.map(\.path)) == ["base.safetensors", "vocab.json"])
        #expect(large.holdsEverything(try await large.run()))
        #expect(large.source.bytesServed == 0)
    }

    @Test func `of many models in a bucket a bounded number of manifests is read`() async throws {
        let store = InMemoryStore()
        for index in 0..<100 {
            let name = String(index)
            let pin = String(repeating: "0", count: 40 - name.count) + name
            let entry = CatalogEntry(
                model: ModelIdentity(source: .huggingFace, id: "acme/tiny", pin: pin), status: .completed,
                size: ByteCount(2 << 20), updatedAt: "2026-01-01T00:00:00Z"
            )
            try await Catalog(store).upsert(entry)
        }
        let before = store.calls.count
        let fixture = try Fixture(files: [("model.safetensors", Self.large)], store: store, pin: Self.newPin)
        #expect(try await fixture.plan().copies.isEmpty)
        let stats = store.calls.dropFirst(before).count {
            if case .stat(let key) = $0 { key.hasPrefix(BucketLayout.manifestsPrefix) } else { false }
        }
        #expect(stats == 64 + 1)
    }

    @Test func `a file whose source names its object is copied in the cloud, without a manifest`() async throws {
        let one = InMemoryStore(bucket: "one")
        let two = InMemoryStore(bucket: "two", siblings: [one])
        var places: [String: ObjectInfo] = [:]
        for (path, bytes) in Fixture.standardFiles {
            places[path] = try await one.write("own/\(path)", ByteBuffer(bytes: bytes), if: .absent, metadata: [:])
        }
        var fixture = try Fixture(store: two)
        fixture.shape = { [places] model in
            var model = model
            for index in model.files.indices {
                guard let info = places[model.files[index].path] else { continue }
                model.files[index].digest = .crc32c(info.crc32c.hex8)
                model.files[index].place = ObjectPlace(bucket: "one", key: info.key, generation: info.generation)
            }
            return model
        }
        // On this machine a bucket's name means a directory: nothing is copied from there.
        #expect(try await fixture.plan().copies.isEmpty)
        let engine = ImportEngine(
            source: fixture.source, store: two, target: .project("demo-project"), options: fixture.options,
            clock: fixture.clock.importClock,
            buckets: MemoryBuckets([one, two], locations: ["one": "europe-west1", "two": "us-central1"])
        )
        let plan = try await engine.plan(try await fixture.plan().model)
        #expect(plan.copies.count == 4 && plan.bytesToFetch == 0)
        #expect(plan.copyCost != nil)
        let manifest = try await engine.run(plan, token: nil, startedBy: "ann") { _ in }
        #expect(fixture.source.bytesServed == 0)
        for (path, bytes) in Fixture.standardFiles {
            let file = try #require(manifest.files.first { $0.path == path })
            #expect(two.bytes(of: file.key) == bytes)
            #expect(file.sha256 == nil && !file.proof.isRead)
        }
    }

    @Test func `a CRC32C alone never makes another object the same file`() async throws {
        let store = InMemoryStore()
        let first = try Fixture(store: store)
        _ = try await first.run()
        var second = try Fixture(store: store, pin: Self.newPin)
        let sums = Dictionary(
            try await store.list(prefix: "").map { ($0.size, $0.crc32c.hex8) }, uniquingKeysWith: { $1 })
        second.shape = { model in
            var model = model
            for index in model.files.indices {
                model.files[index].digest = model.files[index].size.flatMap { sums[$0] }.map { .crc32c($0) }
            }
            return model
        }
        #expect(try await second.plan().copies.isEmpty)
    }
}
