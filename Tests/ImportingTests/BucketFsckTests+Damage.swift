import Domain
import Importing
import NIOCore
import TestSupport
import Testing

/// Numbers from a seed (SplitMix64), so that a failing run can be had again.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension BucketFsckTests {
    /// What one step of damage does; `whole` loses the models that are not whole after it.
    private func damage(
        _ bucket: StoredBucket, _ models: [ModelManifest], _ whole: inout Set<ModelIdentity>,
        _ random: inout SeededNumbers
    ) async throws {
        guard let victim = models.randomElement(using: &random) else { return }
        let file = try #require(victim.files.randomElement(using: &random))
        switch Int.random(in: 0..<12, using: &random) {
        case 0: try await bucket.store.delete(BucketLayout.catalogKey, if: .always)
        case 1:
            let text = bucket.text(BucketLayout.catalogKey) ?? "{}"
            let cut = Int.random(in: 0...text.count, using: &random)
            try await bucket.put(BucketLayout.catalogKey, String(text.prefix(cut)))
        case 2:
            try await bucket.store.delete(file.key, if: .always)
            for model in models where model.files.contains(where: { $0.key == file.key }) { whole.remove(model.model) }
        case 3:
            try await bucket.put(file.key, "something else \(random.next())")
            for model in models where model.files.contains(where: { $0.key == file.key }) { whole.remove(model.model) }
        case 4: if try await isReadable(bucket) { try await bucket.catalog.remove(victim.model) }
        case 5: if try await isReadable(bucket) { try await setStatus(of: victim.model, .downloading, bucket) }
        case 6: if try await isReadable(bucket) { try await setStatus(of: victim.model, .failed, bucket) }
        case 7: _ = try await bucket.store.beginUpload(file.key, metadata: [:])
        case 8: try await bucket.put(BucketLayout.journalKey("00000000000000aa", task: 1, slot: 0), "{")
        case 9: try await bucket.put(BucketLayout.planKey("00000000000000bb"), "{\"plan\":")
        case 10:
            let pin = String(repeating: "e", count: 40)
            try await bucket.put("huggingface/org/stray/\(pin)/\(random.next()).bin", "stray")
        default: try await bucket.put(BucketLayout.leaseKey("00000000000000cc"), "{}")
        }
    }

    private func isReadable(_ bucket: StoredBucket) async throws -> Bool {
        (try? await bucket.catalog.entries()) != nil
    }

    private func setStatus(
        of model: ModelIdentity, _ status: CatalogEntry.Status, _ bucket: StoredBucket
    ) async throws {
        guard var entry = try await bucket.catalog.entry(of: model) else { return }
        entry.status = status
        try await bucket.catalog.upsert(entry)
    }

    @Test(arguments: 1...60)
    func `whatever is damaged, a repair leaves a clean bucket and every whole model deployable`(seed: Int) async throws
    {
        let bucket = StoredBucket()
        var random = SeededNumbers(state: UInt64(seed))
        var models: [ModelManifest] = []
        for (index, name) in ["acme/one", "acme/two", "acme/three"].enumerated() {
            let files = [
                ("config.json", DeterministicBytes.make(100 + index, seed: UInt64(index))),
                ("weights/model.safetensors", DeterministicBytes.make(5_000 + index, seed: UInt64(10 + index))),
            ]
            models.append(try await bucket.importModel(name, pin: "a", files: files))
        }
        models.append(try await bucket.importModel("acme/one", pin: "b"))
        let shared = DeterministicBytes.make(6_000, seed: 42)
        models.append(try await bucket.importTag("tiny:1b", blobs: [[1, 2, 3], shared]))
        models.append(try await bucket.importTag("tiny:2b", blobs: [[4, 5], shared]))
        let waiting = try await bucket.leaveImport()

        var whole = Set(models.map(\.model))
        for _ in 0..<Int.random(in: 1...8, using: &random) { try await damage(bucket, models, &whole, &random) }
        let before = Set(bucket.store.keys)

        let report = try await bucket.fsck.repair()
        #expect(report.isClean, "seed \(seed): \(report.findings)")
        #expect(try await bucket.fsck.check().findings == [], "seed \(seed)")
        let entries = try await bucket.catalog.entries()
        for manifest in models {
            let isListed = entries.contains { $0.model == manifest.model && $0.status == .completed }
            #expect(isListed == whole.contains(manifest.model), "seed \(seed): \(manifest.model)")
        }
        // Nothing of a model was deleted, whole or not, and the import that waits can go on.
        let gone = before.subtracting(bucket.store.keys)
        #expect(gone.allSatisfy { $0.hasPrefix(BucketLayout.importsPrefix) }, "seed \(seed): \(gone)")
        #expect(try await ImportRecord.read(waiting, from: bucket.store) != nil)
    }

    @Test func `twenty checks beside imports and deletions leave a valid bucket`() async throws {
        let bucket = StoredBucket()
        try await bucket.importModel("acme/base", pin: "f")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask { _ = try await bucket.fsck.repair() }
                group.addTask {
                    let pin: Character = number % 2 == 0 ? "a" : "b"
                    let name = "acme/race-\(number / 4)"
                    do {
                        let manifest = try await bucket.importModel(name, pin: pin)
                        guard number % 3 == 0 else { return }
                        _ = try await ModelRemover(bucket.store, clock: bucket.clock.importClock).delete(manifest.model)
                    } catch let problem as Problem
                        where [.importRunning, .modelNotFound, .conflict].contains(problem.code)
                    {}
                }
            }
            try await group.waitForAll()
        }
        bucket.clock.advance(60)
        #expect(try await bucket.fsck.repair().isClean)
        #expect(try await bucket.fsck.check().findings == [])
        for entry in try await bucket.catalog.entries() where entry.status == .completed {
            #expect(try await ModelVerifier(bucket.store).verify(entry.model).isGood, "\(entry.model)")
        }
    }
}
