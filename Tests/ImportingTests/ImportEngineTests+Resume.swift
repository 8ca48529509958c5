import Domain
import Importing
import NIOCore
import TestSupport
import Testing

struct ResumeTests {
    /// Every call of a whole run is a place to die. Eight tests share them, so that they run side by side.
    @Test(arguments: 0..<8)
    func `a run that is killed before any call is resumed with the same bytes`(share: Int) async throws {
        var point = share
        while true {
            let fixture = try Fixture()
            let plan = try await fixture.plan()
            fixture.gate.kill(after: point)
            let first = await code { try await fixture.engine.run(plan, token: nil, startedBy: "ann") { _ in } }
            let isOver = !fixture.gate.isDead
            let uploaded = fixture.gate.uploads
            let completed = first == nil
            fixture.gate.revive()
            if isOver { break }
            fixture.clock.advance(60)
            let isPublished = try await fixture.plan().isComplete
            let manifest: ModelManifest
            if try await ImportRecord.read(plan.importID, from: fixture.store) != nil {
                manifest = try await fixture.engine.resume(plan.importID, token: nil) { _ in }
            } else {
                #expect(completed || isPublished || point < 12)
                manifest = try await fixture.run()
            }
            #expect(fixture.holdsEverything(manifest), "killed at \(point)")
            let again = uploaded.intersection(fixture.gate.uploads)
            #expect(again.isEmpty, "killed at \(point): \(again)")
            let bound = 50_703 + Fixture.budget + Int64(Fixture.part)
            #expect(fixture.source.bytesServed <= bound, "killed at \(point)")
            #expect(try await fixture.store.unfinishedUploads(prefix: "") == [], "killed at \(point)")
            #expect(try await Catalog(fixture.store).entry(of: manifest.model)?.status == .completed)
            point += 8
        }
        #expect(point > 40)
    }

    @Test func `an import that was begun with a token needs it again`() async throws {
        let token = try #require(Secret("hf_secret"))
        let fixture = try Fixture(token: token)
        let plan = try await fixture.plan(token: token)
        fixture.gate.kill(after: 30)
        #expect(await code { try await fixture.engine.run(plan, token: token, startedBy: "a") { _ in } } != nil)
        fixture.gate.revive()
        fixture.clock.advance(60)
        #expect(await code { try await fixture.engine.resume(plan.importID, token: nil) { _ in } } == .needsToken)
        for key in fixture.store.keys where key.hasPrefix(".llm-manager/") {
            let text = String(decoding: try #require(fixture.store.bytes(of: key)), as: UTF8.self)
            #expect(!text.contains("hf_secret"))
        }
        #expect(fixture.holdsEverything(try await fixture.engine.resume(plan.importID, token: token) { _ in }))
    }

    @Test func `an import that is cut off keeps its lease until it expires`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        fixture.gate.kill(after: 40)
        _ = await code { try await fixture.engine.run(plan, token: nil, startedBy: "a") { _ in } }
        fixture.gate.revive()
        #expect(await code { try await fixture.engine.resume(plan.importID, token: nil) { _ in } } == .importRunning)
        fixture.clock.advance(16)
        #expect(fixture.holdsEverything(try await fixture.engine.resume(plan.importID, token: nil) { _ in }))
    }

    @Test func `cancelling an interrupted import takes everything back`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        fixture.gate.kill(after: 30)
        _ = await code { try await fixture.engine.run(plan, token: nil, startedBy: "a") { _ in } }
        fixture.gate.revive()
        fixture.clock.advance(60)
        try await fixture.engine.cancel(plan.importID)
        #expect(fixture.store.keys == [BucketLayout.catalogKey])
        #expect(try await Catalog(fixture.store).entries() == [])
        #expect(try await fixture.store.unfinishedUploads(prefix: "") == [])
        #expect(await code { try await fixture.engine.cancel(plan.importID) } == .importNotRunning)
    }

    @Test func `who has halted an import waits for the lease that is left of it`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        fixture.gate.kill(after: 30)
        _ = await code { try await fixture.engine.run(plan, token: nil, startedBy: "a") { _ in } }
        fixture.gate.revive()
        let engine = beating(fixture)
        #expect(await code { try await engine.cancel(plan.importID) } == .importRunning)
        try await engine.cancel(plan.importID, hasHalted: true)
        #expect(fixture.store.keys == [BucketLayout.catalogKey])
    }

    private func beating(_ fixture: Fixture) -> ImportEngine {
        var clock = fixture.clock.importClock
        clock.tick = { _ in
            try Task.checkCancellation()
            for _ in 0..<3 { await Task.yield() }
            fixture.clock.advance(6)
        }
        return ImportEngine(
            source: fixture.source, store: fixture.store, target: .local, options: fixture.options, clock: clock
        )
    }

    @Test func `the lease is renewed while the import runs`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        let manifest = try await beating(fixture).run(plan, token: nil, startedBy: "ann") { _ in }
        #expect(fixture.holdsEverything(manifest))
        let key = BucketLayout.leaseKey(plan.importID)
        #expect(fixture.gate.passed.count { if case .write(key, _) = $0 { true } else { false } } > 2)
        #expect(try await Lease.read(plan.importID, from: fixture.store) == nil)
    }

    @Test func `a run whose lease is taken over stops and leaves the catalog alone`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        let engine = beating(fixture)
        let task = Task {
            try await engine.run(plan, token: nil, startedBy: "ann") { event in
                guard case .done = event else { return }
                // From here on the heartbeat meets another generation.
                fixture.gate.setFault { call in
                    if case .write(BucketLayout.leaseKey(plan.importID), _) = call {
                        throw Problem(.conflict, "Changed meanwhile", detail: "")
                    }
                }
            }
        }
        #expect(await code { try await task.value } == .conflict)
        fixture.gate.setFault(nil)
        #expect(try await Catalog(fixture.store).entry(of: plan.model.identity)?.status == .downloading)
        #expect(try await ManifestReader(fixture.store).all() == [])
    }

    @Test func `a task that is cancelled leaves a resumable import`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        let task = Task {
            try await fixture.engine.run(plan, token: nil, startedBy: "a") { event in
                if case .done(let path, let bytes) = event, path == "model.safetensors", bytes > 8_000 {
                    withUnsafeCurrentTask { $0?.cancel() }
                    fixture.gate.setFault { call in if case .upload = call { throw CancellationError() } }
                }
            }
        }
        #expect(await code { try await task.value } == .cancelled)
        fixture.gate.setFault(nil)
        let journal = try #require(try await JournalKeeper.newest(fixture.store, importID: plan.importID))
        #expect(journal.state == .interrupted(reason: .stopped))
        #expect(try await Lease.read(plan.importID, from: fixture.store) == nil)
        #expect(fixture.holdsEverything(try await fixture.engine.resume(plan.importID, token: nil) { _ in }))
    }
}
