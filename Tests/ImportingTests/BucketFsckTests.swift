import Domain
import Importing
import NIOCore
import TestSupport
import Testing

struct BucketFsckTests {
    let bucket = StoredBucket()

    /// Checks, repairs, and checks again: what a check finds is what the repair mends, and nothing is left.
    private func mended(_ bucket: StoredBucket) async throws -> [FsckFinding.Kind] {
        let before = bucket.store.keys
        let found = try await bucket.fsck.check().findings
        #expect(bucket.store.keys == before)
        let repaired = try await bucket.fsck.repair()
        #expect(repaired.isClean, "\(repaired.findings)")
        #expect(try await bucket.fsck.check().findings == [])
        return found.map(\.kind)
    }

    @Test func `a sound bucket has no findings`() async throws {
        try await bucket.importModel()
        try await bucket.importTag(blobs: [[1, 2, 3], DeterministicBytes.make(5_000, seed: 4)])
        _ = try await bucket.leaveImport()
        #expect(try await mended(bucket) == [])
    }

    @Test func `a bucket that is not managed is an error, not a clean one`() async throws {
        #expect(await code { try await bucket.fsck.check() } == .notFound)
    }

    @Test func `a lost catalog is rebuilt from the manifests`() async throws {
        let models = [try await bucket.importModel(), try await bucket.importModel("acme/other", pin: "b")]
        let before = try await bucket.catalog.entries().map(\.model)
        try await bucket.store.delete(BucketLayout.catalogKey, if: .always)
        #expect(try await mended(bucket) == [.catalogLost])
        #expect(Set(try await bucket.catalog.entries().map(\.model)) == Set(before))
        for model in models { #expect(try await bucket.status(of: model.model) == .completed) }
    }

    @Test(arguments: ["", "not json", #"{"models": 7}"#, #"[]"#])
    func `a damaged catalog is put aside and written anew`(text: String) async throws {
        let model = try await bucket.importModel().model
        try await bucket.put(BucketLayout.catalogKey, text)
        #expect(try await mended(bucket) == [.catalogDamaged])
        #expect(try await bucket.status(of: model) == .completed)
        let aside = bucket.store.keys.filter { $0.hasPrefix(BucketLayout.damagedPrefix) }
        #expect(aside.compactMap(bucket.text) == [text])
    }

    @Test func `what can be read of a damaged catalog survives`() async throws {
        let model = try await bucket.importModel().model
        let entry = #"{"id":"org/foreign","source":"elsewhere","status":"completed","colour":"red"}"#
        try await bucket.put(BucketLayout.catalogKey, #"{"owner":"me","models":[\#(entry),{"id":7}]}"#)
        #expect(try await mended(bucket) == [.catalogDamaged])
        #expect(try await bucket.status(of: model) == .completed)
        let text = try #require(bucket.text(BucketLayout.catalogKey))
        #expect(text.contains(#""owner""#) && text.contains(#""colour""#))
    }

    @Test func `a model with a missing file is not deployable any more`() async throws {
        let manifest = try await bucket.importModel()
        try await bucket.store.delete(manifest.files[1].key, if: .always)
        #expect(try await mended(bucket) == [.entryWithoutObjects])
        #expect(try await bucket.status(of: manifest.model) == .failed)
        // Importing it again brings what is missing.
        try await bucket.importModel()
        #expect(try await bucket.status(of: manifest.model) == .completed)
    }

    @Test func `a changed file is found by the checksum that the bucket states`() async throws {
        let manifest = try await bucket.importModel()
        let other = ByteBuffer(bytes: DeterministicBytes.make(9_000, seed: 77))
        _ = try await bucket.store.write(manifest.files[1].key, other, if: .always, metadata: [:])
        let finding = try #require(try await bucket.fsck.check().findings.first)
        #expect(finding.kind == .entryWithoutObjects && finding.detail.contains("model.safetensors is changed"))
    }

    @Test func `a manifest that nobody lists is listed again, whole or not`() async throws {
        let whole = try await bucket.importModel()
        let broken = try await bucket.importModel("acme/broken", pin: "b")
        for model in [whole.model, broken.model] { try await bucket.catalog.remove(model) }
        try await bucket.store.delete(broken.files[0].key, if: .always)
        #expect(try await mended(bucket) == [.manifestWithoutEntry, .manifestWithoutEntry])
        #expect(try await bucket.status(of: whole.model) == .completed)
        #expect(try await bucket.status(of: broken.model) == .failed)
    }

    @Test func `a lost manifest is made anew where every file is there`() async throws {
        let manifest = try await bucket.importModel()
        try await bucket.store.delete(BucketLayout.manifestKey(manifest.model), if: .always)
        #expect(try await mended(bucket) == [.entryWithoutManifest])
        #expect(try await bucket.status(of: manifest.model) == .completed)
        let made = try #require(try await ManifestReader(bucket.store).manifest(of: manifest.model))
        #expect(made.files.map(\.crc32c) == manifest.files.map(\.crc32c))
        #expect(made.files.allSatisfy { $0.sha256 == nil })
    }

    @Test func `a completed model without manifest and without all of its files is listed as failed`() async throws {
        let manifest = try await bucket.importModel()
        try await bucket.store.delete(BucketLayout.manifestKey(manifest.model), if: .always)
        try await bucket.store.delete(manifest.files[0].key, if: .always)
        #expect(try await mended(bucket) == [.entryWithoutManifest])
        #expect(try await bucket.status(of: manifest.model) == .failed)
    }

    @Test func `a damaged manifest is put aside, and made anew from the files`() async throws {
        let manifest = try await bucket.importModel()
        try await bucket.put(BucketLayout.manifestKey(manifest.model), "{")
        #expect(try await mended(bucket) == [.manifestDamaged])
        #expect(try await bucket.status(of: manifest.model) == .completed)
        #expect(bucket.store.keys.contains { $0.hasPrefix(BucketLayout.damagedPrefix) })
    }

    @Test func `a manifest of a newer release is left to that release`() async throws {
        let manifest = try await bucket.importModel()
        let key = BucketLayout.manifestKey(manifest.model)
        try await bucket.put(key, #"{"version": 99, "model": "of the future"}"#)
        let report = try await bucket.fsck.repair()
        #expect(report.findings.map(\.kind) == [.manifestDamaged])
        #expect(!report.isClean)
        #expect(bucket.text(key)?.contains("future") == true)
    }

    @Test func `objects that nothing speaks of are listed, to be imported again or deleted`() async throws {
        try await bucket.importModel()
        let pin = String(repeating: "c", count: 40)
        try await bucket.put("huggingface/org/lost/\(pin)/config.json", "{}")
        #expect(try await mended(bucket) == [.objectsWithoutEntry])
        let model = ModelIdentity(source: .huggingFace, id: "org/lost", pin: pin)
        #expect(try await bucket.status(of: model) == .failed)
    }

    @Test func `a whole tag of Ollama that nothing speaks of proves itself`() async throws {
        let manifest = try await bucket.importTag(blobs: [[1, 2, 3], [4, 5]])
        try await bucket.catalog.remove(manifest.model)
        try await bucket.store.delete(BucketLayout.manifestKey(manifest.model), if: .always)
        #expect(try await mended(bucket) == [.objectsWithoutEntry])
        #expect(try await bucket.status(of: manifest.model) == .completed)
        #expect(
            try await ManifestReader(bucket.store).manifest(of: manifest.model)?.files.map(\.sha256)
                == manifest.files.map(\.sha256))
    }

    @Test func `a tag that names a newer revision is no damage of the older one`() async throws {
        let older = try await bucket.importTag(blobs: [[1, 2, 3], [4, 5]])
        let newer = try await bucket.importTag(blobs: [[1, 2, 3], [6, 7, 8]])
        #expect(older.model != newer.model)
        #expect(try await mended(bucket) == [])
    }

    @Test func `a download that no import does is failed, or completed when everything is there`() async throws {
        let whole = try await bucket.importModel()
        let stuck = ModelIdentity(source: .huggingFace, id: "acme/stuck", pin: String(repeating: "d", count: 40))
        for model in [whole.model, stuck] {
            try await bucket.catalog.upsert(
                CatalogEntry(model: model, status: .downloading, size: 1, updatedAt: "2026-01-01T00:00:00Z"))
        }
        #expect(Set(try await mended(bucket)) == [.entryOutdated, .stuckDownload])
        #expect(try await bucket.status(of: whole.model) == .completed)
        #expect(try await bucket.status(of: stuck) == .failed)
    }

    @Test func `what an import that waits has left is left to it`() async throws {
        let id = try await bucket.leaveImport()
        let record = try #require(try await ImportRecord.read(id, from: bucket.store))
        let model = record.plan.model.identity
        try await bucket.catalog.upsert(
            CatalogEntry(model: model, status: .downloading, size: 1, updatedAt: "2026-01-01T00:00:00Z"))
        _ = try await bucket.store.beginUpload(record.plan.model.chosen[1].key, metadata: [:])
        #expect(try await mended(bucket) == [])
        #expect(try await bucket.store.unfinishedUploads(prefix: "").count == 1)
    }

    @Test func `orphaned uploads and remains of imports are removed`() async throws {
        try await bucket.importModel()
        let id = try await bucket.leaveImport()
        try await bucket.put(BucketLayout.planKey(id), "not json")
        try await bucket.put(BucketLayout.journalKey("0123456789abcdef", task: 0, slot: 1), "{}")
        try await bucket.put(BucketLayout.leaseKey("fedcba9876543210"), #"{"owner":"x","expiresAt":1}"#)
        _ = try await bucket.store.beginUpload("huggingface/org/gone/x", metadata: [:])
        _ = try await bucket.store.beginUpload("somebody/elses", metadata: [:])
        #expect(Set(try await mended(bucket)) == [.importUnreadable, .staleImport])
        #expect(try await bucket.store.unfinishedUploads(prefix: "").map(\.key) == ["somebody/elses"])
        #expect(bucket.store.keys.filter { $0.hasPrefix(BucketLayout.importsPrefix) } == [])
    }

    @Test func `what a live import writes is not touched`() async throws {
        let manifest = try await bucket.importModel()
        let id = ImportEngine.importID(bucket: bucket.store.bucket, model: manifest.model)
        _ = try await LeaseHolder.acquire(
            id, in: bucket.store, timing: LeaseTiming(), now: bucket.clock.importClock.now)
        try await bucket.store.delete(manifest.files[0].key, if: .always)
        #expect(try await bucket.fsck.check().findings == [])
        bucket.clock.advance(60)
        #expect(Set(try await mended(bucket)) == [.entryWithoutObjects, .staleImport])
    }

    @Test func `models of the earlier manager get a manifest, and a lost catalog keeps them`() async throws {
        let blob = StoredBucket.sha256([9, 9])
        let tag = #"{"config":{"digest":"sha256:\#(blob)","size":2},"layers":[]}"#
        for (key, text) in [
            ("org/old/config.json", "{}"), ("org/old/model-repo/x", "1"), ("ollama/models/blobs/sha256-\(blob)", "99"),
            ("ollama/models/manifests/registry.ollama.ai/library/gemma2/9b", tag), ("ollama/id_ed25519", "key"),
        ] { try await bucket.put(key, text) }
        let entries = [
            #"{"id":"org/old","source":"huggingface","size":3,"status":"completed","submittedAt":"2025-12-01T00:00:00Z"}"#,
            #"{"id":"gemma2:9b","source":"ollama","size":2,"status":"completed","submittedAt":"2025-12-01T00:00:00Z"}"#,
        ]
        try await bucket.put(BucketLayout.catalogKey, #"{"models":[\#(entries.joined(separator: ","))]}"#)
        #expect(try await mended(bucket) == [.notAdopted, .notAdopted])
        try await bucket.store.delete(BucketLayout.catalogKey, if: .always)
        #expect(try await mended(bucket) == [.catalogLost])
        #expect(try await bucket.catalog.entries().map(\.model.id).sorted() == ["gemma2:9b", "org/old"])
        #expect(try await bucket.catalog.entries().allSatisfy { $0.isLegacy && $0.status == .completed })
        #expect(bucket.text("ollama/id_ed25519") == "key")
    }

    @Test(arguments: [true, false])
    func `a model that lies one folder deeper is adopted from there, one that lies twice from above`(
        _ isTwice: Bool
    ) async throws {
        for file in ["config.json", "model.safetensors"] {
            try await bucket.put("org/old/model-repo/\(file)", "12")
            if isTwice { try await bucket.put("org/old/\(file)", "12") }
        }
        let entry =
            #"{"id":"org/old","source":"huggingface","size":4,"status":"completed","submittedAt":"2025-12-01T00:00:00Z"}"#
        try await bucket.put(BucketLayout.catalogKey, #"{"models":[\#(entry)]}"#)
        #expect(try await mended(bucket) == [.notAdopted])
        let model = ModelIdentity(source: .huggingFace, id: "org/old", pin: "")
        let manifest = try #require(try await ManifestReader(bucket.store).manifest(of: model))
        let folder = isTwice ? "org/old" : "org/old/model-repo"
        #expect(manifest.files.map(\.key).sorted() == ["\(folder)/config.json", "\(folder)/model.safetensors"])
        #expect(manifest.files.map(\.path).sorted() == ["config.json", "model.safetensors"])
        #expect(manifest.facts.format == .safetensors)
    }
}
