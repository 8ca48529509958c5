import Domain
import Importing
import NIOCore
import TestSupport
import Testing

/// One bucket for every name.
private struct OneBucket: BucketProvider {
    let store: InMemoryStore

    func managedBuckets(in target: Target) async throws -> [Bucket] { [] }
    func bucket(_ name: String, in target: Target) async throws -> Bucket {
        Bucket(name: name, location: "local", isManaged: true)
    }
    func create(_ name: String, location: String, in target: Target) async throws -> Bucket {
        try await bucket(name, in: target)
    }
    func store(_ name: String, in target: Target) throws -> any ObjectStore { store }
}

struct ImportManagerTests {
    func manager(_ fixture: Fixture) -> ImportManager {
        ImportManager(
            ImportEngines(
                buckets: OneBucket(store: fixture.store), sources: [fixture.source], options: fixture.options,
                clock: fixture.clock.importClock
            )
        )
    }

    @Test func `an import is watched to its end, and found afterwards`() async throws {
        let fixture = try Fixture()
        let manager = manager(fixture)
        let reference = try ModelReference(parsing: "hf:acme/tiny")
        let plan = try await manager.plan(reference, bucket: "memory", in: .local, token: nil)
        let id = try await manager.start(plan, in: .local, token: nil, startedBy: "ann")
        var last: ImportSnapshot?
        var versions: [Int64] = []
        for await snapshot in try #require(await manager.snapshots(id)) {
            versions.append(snapshot.version)
            last = snapshot
        }
        #expect(last?.state == .completed)
        #expect(versions == versions.sorted())
        #expect(fixture.holdsEverything(try await manager.result(id)))
        #expect(try await manager.list(bucket: "memory", in: .local).map(\.state) == [.completed])
        #expect(await manager.snapshots("nobody") == nil)
    }

    @Test func `an import of one bucket is not found in another`() async throws {
        let fixture = try Fixture()
        let manager = manager(fixture)
        let plan = try await fixture.plan()
        let id = try await manager.start(plan, in: .local, token: nil, startedBy: "ann")
        _ = try await manager.result(id)
        #expect(try await manager.find(id, bucket: plan.bucket, in: .local)?.state == .completed)
        #expect(try await manager.find(id, bucket: "another", in: .local) == nil)
    }

    @Test func `starting the same import twice joins it`() async throws {
        let fixture = try Fixture()
        let manager = manager(fixture)
        let plan = try await fixture.plan()
        let first = try await manager.start(plan, in: .local, token: nil, startedBy: "ann")
        let second = try await manager.start(plan, in: .local, token: nil, startedBy: "bob")
        #expect(first == second)
        _ = try await manager.result(first)
        #expect(fixture.source.bytesServed == 50_703)
    }

    @Test(arguments: [false, true])
    func `what a dead process left is listed as interrupted and can be resumed`(withToken: Bool) async throws {
        let token = withToken ? Secret("hf_secret") : nil
        let fixture = try Fixture(token: token)
        let plan = try await fixture.plan(token: token)
        fixture.gate.kill(after: 40)
        _ = await code { try await fixture.engine.run(plan, token: token, startedBy: "ann") { _ in } }
        fixture.gate.revive()
        let manager = manager(fixture)
        let live = try #require(try await manager.list(bucket: "memory", in: .local).first)
        #expect(live.state == .transferring && live.startedBy == "ann")
        fixture.clock.advance(60)
        let dead = try #require(try await manager.find(plan.importID, bucket: "memory", in: .local))
        #expect(dead.state == .interrupted(reason: withToken ? .needsToken : .died))
        #expect(dead.doneBytes > 0 && dead.fetchedBytes > 0)
        if withToken {
            let given = await code { try await manager.resume(plan.importID, bucket: "memory", in: .local, token: nil) }
            #expect(given == .needsToken)
        }
        try await manager.resume(plan.importID, bucket: "memory", in: .local, token: token)
        #expect(fixture.holdsEverything(try await manager.result(plan.importID)))
        let done = try #require(await manager.snapshot(plan.importID))
        #expect(done.version > dead.version)
        #expect(done.fetchedBytes >= 50_703 - Int64(Fixture.part))
    }

    @Test func `a shutdown leaves every import resumable, and takes no new one`() async throws {
        let fixture = try Fixture()
        let manager = manager(fixture)
        let plan = try await fixture.plan()
        let id = try await manager.start(plan, in: .local, token: nil, startedBy: "ann")
        await manager.shutdown()
        let state = try #require(await manager.snapshot(id)).state
        #expect(state == .interrupted(reason: .stopped) || state == .completed)
        #expect(await code { try await manager.start(plan, in: .local, token: nil, startedBy: "b") } == .unavailable)
        #expect(try await Lease.read(id, from: fixture.store) == nil)
    }

    @Test(arguments: [0, 3, 12, 40])
    func `a running import is stopped and taken back`(events: Int) async throws {
        let fixture = try Fixture()
        let manager = manager(fixture)
        let plan = try await fixture.plan()
        let id = try await manager.start(plan, in: .local, token: nil, startedBy: "ann")
        for _ in 0..<events { await Task.yield() }
        let refusal = await code { try await manager.cancel(id, bucket: "memory", in: .local) }
        if refusal == .conflict { return }
        #expect(refusal == nil)
        #expect(await manager.snapshot(id)?.state == .cancelled)
        #expect(fixture.store.keys.filter { $0 != BucketLayout.catalogKey } == [])
    }

    @Test func `a cancelled import leaves nothing but the catalog`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        fixture.gate.kill(after: 25)
        _ = await code { try await fixture.engine.run(plan, token: nil, startedBy: "ann") { _ in } }
        fixture.gate.revive()
        fixture.clock.advance(60)
        let manager = manager(fixture)
        try await manager.cancel(plan.importID, bucket: "memory", in: .local)
        #expect(fixture.store.keys == [BucketLayout.catalogKey])
        #expect(try await manager.list(bucket: "memory", in: .local) == [])
    }
}
