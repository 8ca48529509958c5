import Domain
import Importing
import NIOCore
import Synchronization
import TestSupport
import Testing

struct ImportEngineTests {
    @Test func `an import stores every file, publishes and leaves nothing else behind`() async throws {
        let fixture = try Fixture()
        let manifest = try await fixture.run()
        #expect(fixture.holdsEverything(manifest))
        let entry = try #require(try await Catalog(fixture.store).entry(of: manifest.model))
        #expect(entry.status == .completed)
        #expect(entry.size.bytes == 50_703)
        #expect(fixture.store.keys.filter { $0.hasPrefix(BucketLayout.importsPrefix) } == [])
        #expect(fixture.source.bytesServed == 50_703)
        #expect(try await fixture.store.unfinishedUploads(prefix: "") == [])
    }

    @Test func `a second import of the same pin moves nothing`() async throws {
        let fixture = try Fixture()
        let first = try await fixture.run()
        let plan = try await fixture.plan()
        #expect(plan.isComplete && plan.bytesToFetch == 0)
        #expect(try await fixture.run() == first)
        #expect(fixture.source.bytesServed == 50_703)
    }

    @Test func `files of a manifest whose catalog entry is missing are held`() async throws {
        let fixture = try Fixture()
        let first = try await fixture.run()
        try await Catalog(fixture.store).remove(first.model)
        let plan = try await fixture.plan()
        #expect(plan.held.count == 4 && !plan.isComplete)
        #expect(try await fixture.run().files == first.files)
        #expect(fixture.source.bytesServed == 50_703)
        #expect(try await Catalog(fixture.store).entry(of: first.model)?.status == .completed)
    }

    @Test(arguments: ["config.json", "model.safetensors", "tokenizer/vocab.json"])
    func `a corrupt byte is a digest mismatch and nothing is published`(path: String) async throws {
        let fixture = try Fixture()
        var faults = InMemorySource.Faults()
        faults.corruptByte = 400
        faults.corruptions = 20
        fixture.source.setFaults(faults, for: path)
        let plan = try await fixture.plan()
        #expect(await code { try await fixture.run() } == .digestMismatch)
        #expect(try await ManifestReader(fixture.store).all() == [])
        #expect(try await Catalog(fixture.store).entry(of: plan.model.identity)?.status == .failed)
        #expect(!fixture.store.keys.contains { $0.hasSuffix(path) })
        fixture.source.setFaults(InMemorySource.Faults(), for: path)
        let manifest = try await fixture.engine.resume(plan.importID, token: nil) { _ in }
        #expect(fixture.holdsEverything(manifest))
    }

    @Test(arguments: ["config.json", "model.safetensors"])
    func `an object that the store corrupts is deleted and not published`(path: String) async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        let key = try #require(plan.model.chosen.first { $0.path == path }).key
        fixture.store.corruptNext(key)
        #expect(await code { try await fixture.run() } == .digestMismatch)
        #expect(fixture.store.bytes(of: key) == nil)
        let manifest = try await fixture.engine.resume(plan.importID, token: nil) { _ in }
        #expect(fixture.holdsEverything(manifest))
    }

    @Test(arguments: ["config.json", "model.safetensors"])
    func `a body that always ends early is truncated`(path: String) async throws {
        let fixture = try Fixture()
        var faults = InMemorySource.Faults()
        faults.truncateAt = 300
        fixture.source.setFaults(faults, for: path)
        #expect(await code { try await fixture.run() } == .truncated)
        #expect(try await ManifestReader(fixture.store).all() == [])
    }

    @Test(arguments: ["config.json", "model.safetensors"])
    func `answers that break are continued at the byte where they broke`(path: String) async throws {
        let fixture = try Fixture()
        var faults = InMemorySource.Faults()
        faults.failAt = 500
        faults.failures = 2
        faults.openFailures = 1
        fixture.source.setFaults(faults, for: path)
        #expect(fixture.holdsEverything(try await fixture.run()))
    }

    @Test func `a store that refuses for a while is asked again`() async throws {
        let fixture = try Fixture()
        let asked = Mutex<[InMemoryStore.Call: Int]>([:])
        fixture.gate.setFault { call in
            guard case .upload = call else { return }
            let times = asked.withLock { asked in
                asked[call, default: 0] += 1
                return asked[call] ?? 0
            }
            guard times <= 3 else { return }
            throw Problem(.storageUnavailable, "Busy", detail: "503", isRetryable: true)
        }
        #expect(fixture.holdsEverything(try await fixture.run()))
    }

    @Test func `a hub that ignores ranges is read in order`() async throws {
        let fixture = try Fixture()
        var faults = InMemorySource.Faults()
        faults.ignoresRanges = true
        fixture.source.setFaults(faults, for: "model.safetensors")
        #expect(fixture.holdsEverything(try await fixture.run()))
    }

    @Test func `a file of unknown size is read to its end`() async throws {
        var fixture = try Fixture()
        fixture.shape = { model in
            var model = model
            for index in model.files.indices where model.files[index].path != "config.json" {
                model.files[index].size = nil
            }
            return model
        }
        let plan = try await fixture.plan()
        #expect(plan.warnings.contains { $0.contains("how large") })
        #expect(fixture.holdsEverything(try await fixture.run()))
    }

    @Test(arguments: [-1, 1])
    func `a size that lies is an error`(difference: Int64) async throws {
        var fixture = try Fixture()
        fixture.shape = { model in
            var model = model
            model.files[2].size = 41_003 + difference
            return model
        }
        #expect(await code { try await fixture.run() } == .truncated)
    }

    @Test func `an unreadable catalog stops the import before a byte moves`() async throws {
        let fixture = try Fixture()
        _ = try await fixture.store.write(BucketLayout.catalogKey, ByteBuffer(string: "{"), if: .always, metadata: [:])
        #expect(await code { try await fixture.plan() } == .catalogUnreadable)
        #expect(fixture.source.bytesServed == 0)
        #expect(fixture.store.bytes(of: BucketLayout.catalogKey) == Array("{".utf8))
    }

    @Test func `a name that leaves its folder is refused`() async throws {
        var fixture = try Fixture()
        fixture.shape = { model in
            var model = model
            model.files[0].key = BucketLayout.folder(model.identity) + "/../x"
            return model
        }
        #expect(await code { try await fixture.plan() } == .unsupportedModel)
    }

    @Test func `two starters race and one of them runs the import`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        let codes = await withTaskGroup(of: Problem.Code?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    await code { try await fixture.engine.run(plan, token: nil, startedBy: "x") { _ in } }
                }
            }
            return await group.reduce(into: [Problem.Code?]()) { $0.append($1) }
        }
        #expect(codes.contains(nil))
        #expect(codes.allSatisfy { $0 == nil || $0 == .importRunning })
        let manifest = try #require(try await fixture.engine.manifest(of: plan.model.identity))
        #expect(fixture.holdsEverything(manifest))
    }

    @Test func `an Ollama manifest is written after every blob, and blobs that stand are not fetched`() async throws {
        let blobs = (0..<3).map { DeterministicBytes.make(6_000, seed: UInt64($0 + 10)) }
        var fixture = try Fixture(
            files: blobs.enumerated().map { ("blobs/\($0)", $1) } + [("manifest", Array("{}".utf8))],
            reference: "ollama:tiny:1b", pin: "sha256:" + String(repeating: "b", count: 64)
        )
        fixture.shape = { model in
            var model = model
            for index in model.files.indices {
                if case .sha256(let hex)? = model.files[index].digest {
                    model.files[index].key = BucketLayout.ollamaBlobKey(sha256: hex)
                }
            }
            model.files[3].key = "ollama/manifests/registry.ollama.ai/library/tiny/1b"
            model.files[3].inline = Array("{}".utf8)
            model.files[3].isLast = true
            return model
        }
        let plan = try await fixture.plan()
        let first = plan.model.files[0]
        _ = try await fixture.store.write(first.key, ByteBuffer(bytes: blobs[0]), if: .absent, metadata: [:])
        #expect(try await fixture.plan().held == ["blobs/0"])
        let manifest = try await fixture.run()
        #expect(fixture.holdsEverything(manifest))
        #expect(fixture.source.bytesServed == 12_000)
        let calls = fixture.store.calls
        let last = try #require(
            calls.firstIndex { if case .write(plan.model.files[3].key, _) = $0 { true } else { false } })
        let blobsDone = try #require(calls.lastIndex { if case .complete = $0 { true } else { false } })
        let published = try #require(
            calls.firstIndex {
                if case .write(let key, _) = $0 { key.hasPrefix(BucketLayout.manifestsPrefix) } else { false }
            }
        )
        #expect(blobsDone < last && last < published)
    }

    @Test func `progress ends complete and every byte counted`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        let record = ImportRecord(plan: plan, target: .local, usesToken: false, startedBy: "ann", startedAt: "")
        let clock = fixture.clock.importClock
        let watchers = ImportWatchers(ImportProgress(record: record, now: clock.now()), now: clock.now)
        _ = try await fixture.engine.run(plan, token: nil, startedBy: "ann") { watchers.report($0) }
        let snapshot = watchers.snapshot
        #expect(snapshot.state == .completed)
        #expect(snapshot.doneBytes == 50_703 && snapshot.fetchedBytes == 50_703)
        #expect(snapshot.files.allSatisfy { $0.state == .verified })
    }
}
