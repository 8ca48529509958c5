import Domain
import Importing
import NIOCore
import TestSupport
import Testing

/// A second manager over the bucket of a fixture, as another process would be.
extension ImportManagerTests {
    /// The lease and the record of an import that another process runs, with a journal of that much.
    private func runElsewhere(_ fixture: Fixture, usesToken: Bool = false) async throws -> LeaseHolder {
        let plan = try await fixture.plan(token: usesToken ? Secret("hf_secret") : nil)
        let clock = fixture.clock.importClock
        let lease = try await LeaseHolder.acquire(
            plan.importID, in: fixture.store, timing: LeaseTiming(), now: clock.now
        )
        let record = ImportRecord(
            plan: plan, target: .local, usesToken: usesToken, startedBy: "ann", startedAt: clock.now().rfc3339
        )
        try await record.write(to: fixture.store)
        let journal = try await JournalKeeper.open(
            fixture.store, importID: plan.importID, pin: plan.model.pin, epoch: lease.epoch, interval: 0, now: clock.now
        )
        try await journal.update { $0.state = .transferring }
        return lease
    }

    @Test func `an import that runs elsewhere is joined, and completed when its process dies`() async throws {
        let fixture = try Fixture()
        _ = try await runElsewhere(fixture)
        let manager = manager(fixture)
        let plan = try await fixture.plan()
        let id = try await manager.start(plan, in: .local, token: nil, startedBy: "bob")
        let joined = try #require(await manager.snapshot(id))
        #expect(joined.isElsewhere && joined.startedBy == "ann" && joined.state == .transferring)
        fixture.clock.advance(60)
        #expect(fixture.holdsEverything(try await manager.result(id)))
        let done = try #require(await manager.snapshot(id))
        #expect(done.state == .completed && !done.isElsewhere)
        #expect(done.version > joined.version)
    }

    @Test func `a joiner without the token waits for it when the leader dies`() async throws {
        let fixture = try Fixture(token: Secret("hf_secret"))
        _ = try await runElsewhere(fixture, usesToken: true)
        let manager = manager(fixture)
        let id = try await fixture.plan(token: Secret("hf_secret")).importID
        try await manager.resume(id, bucket: "memory", in: .local, token: nil)
        #expect(await manager.snapshot(id)?.isElsewhere == true)
        fixture.clock.advance(60)
        #expect(await code { try await manager.result(id) } == .needsToken)
        #expect(await manager.snapshot(id)?.state == .interrupted(reason: .needsToken))
    }

    @Test func `a joiner sees the import published, cancelled or failed by its process`() async throws {
        for end in ["published", "cancelled", "failed"] {
            let fixture = try Fixture()
            let other = manager(fixture)
            let plan = try await fixture.plan()
            let lease = try await runElsewhere(fixture)
            let id = try await manager(fixture).start(plan, in: .local, token: nil, startedBy: "bob")
            let joiner = manager(fixture)
            _ = try await joiner.start(plan, in: .local, token: nil, startedBy: "bob")
            switch end {
            case "published":
                try await lease.release()
                _ = try await other.resume(id, bucket: "memory", in: .local, token: nil)
                #expect(fixture.holdsEverything(try await joiner.result(id)))
                #expect(await joiner.snapshot(id)?.state == .completed)
            default:
                // What ends it holds its lease meanwhile, so that no joiner is quicker.
                let journal = try await JournalKeeper.open(
                    fixture.store, importID: id, pin: plan.model.pin, epoch: lease.epoch, interval: 0,
                    now: fixture.clock.importClock.now
                )
                if end == "failed" {
                    try await journal.update { $0.state = .failed(Problem(.digestMismatch, "Wrong", detail: "f")) }
                    try await lease.release()
                    #expect(await code { try await joiner.result(id) } == .digestMismatch)
                } else {
                    try await fixture.store.delete(BucketLayout.planKey(id), if: .always)
                    try await lease.release()
                    #expect(await code { try await joiner.result(id) } == .cancelled)
                    #expect(await joiner.snapshot(id)?.state == .cancelled)
                }
            }
        }
    }

    @Test func `twenty managers asked for the same import bring it once`() async throws {
        let fixture = try Fixture()
        let plan = try await fixture.plan()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let manager = manager(fixture)
                    let id = try await manager.start(plan, in: .local, token: nil, startedBy: "ann")
                    #expect(fixture.holdsEverything(try await manager.result(id)))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await Catalog(fixture.store).entries().map(\.status) == [.completed])
        #expect(fixture.store.keys.filter { $0.hasPrefix(BucketLayout.importsPrefix) } == [])
    }

    @Test func `a watcher of an import elsewhere is told of its death, and later ones see it at once`() async throws {
        let fixture = try Fixture()
        _ = try await runElsewhere(fixture)
        let manager = manager(fixture)
        let id = try await fixture.plan().importID
        var states: [ImportState] = []
        for try await snapshot in try await manager.watch(id, bucket: "memory", in: .local) {
            states.append(snapshot.state)
            if states.count == 1 { fixture.clock.advance(60) }
        }
        #expect(states.first == .transferring && states.last == .interrupted(reason: .died))
        let late = try await manager.watch(id, bucket: "memory", in: .local)
        for try await snapshot in late { #expect(snapshot.state == .interrupted(reason: .died)) }
        #expect(await code { try await manager.watch("nobody", bucket: "memory", in: .local) } == .importNotRunning)
    }

    @Test func `two watchers of an import elsewhere share one look at the bucket`() async throws {
        let fixture = try Fixture()
        _ = try await runElsewhere(fixture)
        let manager = manager(fixture)
        let id = try await fixture.plan().importID
        let first = try await manager.watch(id, bucket: "memory", in: .local)
        let second = try await manager.watch(id, bucket: "memory", in: .local)
        fixture.clock.advance(60)
        var ends: [ImportState] = []
        for stream in [first, second] {
            var last: ImportState?
            for try await snapshot in stream { last = snapshot.state }
            ends.append(try #require(last))
        }
        #expect(ends == [.interrupted(reason: .died), .interrupted(reason: .died)])
    }

    @Test func `what died is taken over; what a person stopped, failed or needs a token is not`() async throws {
        for (reason, isTaken) in [
            (nil, true), (ImportState.interrupted(reason: .shutDown), true),
            (.interrupted(reason: .stopped), false), (.failed(Problem(.truncated, "Cut", detail: "f")), false),
        ] as [(ImportState?, Bool)] {
            let fixture = try Fixture()
            let lease = try await runElsewhere(fixture)
            let plan = try await fixture.plan()
            if let reason {
                let journal = try await JournalKeeper.open(
                    fixture.store, importID: plan.importID, pin: plan.model.pin, epoch: lease.epoch, interval: 0,
                    now: fixture.clock.importClock.now
                )
                try await journal.update { $0.state = reason }
            }
            let manager = manager(fixture)
            // Nothing while its process lives.
            #expect(try await manager.takeOver(in: "memory", of: .local) == [])
            fixture.clock.advance(60)
            let taken = try await manager.takeOver(in: "memory", of: .local)
            #expect(taken == (isTaken ? [plan.importID] : []), "\(String(describing: reason))")
            if isTaken { #expect(fixture.holdsEverything(try await manager.result(plan.importID))) }
        }
    }

    @Test func `an import with a token waits for it`() async throws {
        let fixture = try Fixture(token: Secret("hf_secret"))
        _ = try await runElsewhere(fixture, usesToken: true)
        fixture.clock.advance(60)
        #expect(try await manager(fixture).takeOver(in: "memory", of: .local) == [])
    }

    @Test func `of twenty managers one takes over`() async throws {
        let fixture = try Fixture()
        _ = try await runElsewhere(fixture)
        fixture.clock.advance(60)
        let managers = (0..<20).map { _ in manager(fixture) }
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for manager in managers { group.addTask { try await manager.takeOver(in: "memory", of: .local) } }
            return try await group.reduce(into: [String]()) { $0 += $1 }
        }
        #expect(taken.count == 1)
        for manager in managers {
            if let id = taken.first, await manager.snapshot(id) != nil { _ = try await manager.result(id) }
        }
        #expect(try await Catalog(fixture.store).entries().map(\.status) == [.completed])
    }

    @Test func `an import that was being cancelled is taken back, not gone on with`() async throws {
        let fixture = try Fixture()
        _ = try await runElsewhere(fixture)
        let plan = try await fixture.plan()
        _ = try await fixture.store.write(
            BucketLayout.cancelKey(plan.importID), ByteBuffer(string: "{}"), if: .always, metadata: [:]
        )
        try await Catalog(fixture.store).createMarker()
        fixture.clock.advance(60)
        #expect(try await manager(fixture).takeOver(in: "memory", of: .local) == [])
        #expect(fixture.store.keys == [BucketLayout.catalogKey])
    }
}
