import Domain
import Foundation
import Importing
import NIOCore
import TestSupport
import Testing

/// Which task of the test makes a call: each has a gate of its own, so that one can die alone.
enum TaskGate {
    @TaskLocal static var current: Gate?
}

struct ImportTasksTests {
    private let fixture: Fixture

    init() throws {
        let store = InMemoryStore(beforeCall: { try TaskGate.current?.pass($0) })
        let files = (0..<6).map {
            ("w\($0).safetensors", DeterministicBytes.make(20_000 + $0 * 3_000, seed: UInt64($0)))
        }
        fixture = try Fixture(files: files + [("config.json", DeterministicBytes.make(700, seed: 9))], store: store)
    }

    private var total: Int64 { fixture.files.reduce(0) { $0 + Int64($1.1.count) } }

    /// Ticks come as fast as they can; virtual time goes on slowly.
    private func engine(patience: Double = 120) -> ImportEngine {
        var options = fixture.options
        options.lease.patience = patience
        var clock = fixture.clock.importClock
        clock.tick = { [fixture] _ in
            try Task.checkCancellation()
            for _ in 0..<3 { await Task.yield() }
            fixture.clock.advance(0.05)
        }
        let hub = MeteredSource(base: fixture.source)
        return ImportEngine(source: hub, store: fixture.store, target: .local, options: options, clock: clock)
    }

    private func prepared(_ tasks: Int, group: String) async throws -> ImportPlan {
        let plan = try await fixture.plan()
        let record = ImportRecord(
            plan: plan, target: .local, usesToken: false, startedBy: "ann", startedAt: "2026-11-20T00:00:00Z",
            executor: .job, tasks: tasks
        )
        _ = try await engine().hand(record, to: group)
        return plan
    }

    private func run(
        _ index: Int, of count: Int, group: String = "g", _ plan: ImportPlan, patience: Double = 120, gate: Gate? = nil,
        report: @escaping ImportReporter = { _ in }
    ) async throws -> Bool {
        let task = ImportTask(index: index, count: count, group: group)
        return try await TaskGate.$current.withValue(gate ?? Gate()) {
            try await engine(patience: patience).runTask(plan.importID, task, token: nil, report: report)
        }
    }

    private func manifest(_ plan: ImportPlan) async throws -> ModelManifest {
        try #require(try await fixture.engine.manifest(of: plan.model.identity))
    }

    @Test(arguments: [1, 3, 5])
    func `tasks share the files, each is fetched once, and nothing is left`(count: Int) async throws {
        let plan = try await prepared(count, group: "g")
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<count { group.addTask { try await run(index, of: count, plan) } }
            for try await worked in group { #expect(worked) }
        }
        #expect(fixture.holdsEverything(try await manifest(plan)))
        #expect(fixture.source.bytesServed == total)
        #expect(try await Catalog(fixture.store).entry(of: plan.model.identity)?.status == .completed)
        #expect(try await fixture.store.list(prefix: BucketLayout.importsPrefix) == [])
    }

    @Test func `a task that dies is started again and goes on with its own journal`() async throws {
        let plan = try await prepared(3, group: "g")
        let doomed = Gate()
        doomed.kill(after: 24)
        #expect(await code { try await run(1, of: 3, plan, gate: doomed) } != nil)
        let uploaded = doomed.uploads
        #expect(!uploaded.isEmpty)
        let again = Gate()
        async let coordinator = run(0, of: 3, plan)
        async let second = run(1, of: 3, plan, gate: again)
        async let third = run(2, of: 3, plan)
        #expect(try await [coordinator, second, third] == [true, true, true])
        #expect(fixture.holdsEverything(try await manifest(plan)))
        #expect(uploaded.intersection(again.uploads).isEmpty)
    }

    @Test func `the coordinator may die at any moment and is started again`() async throws {
        for point in stride(from: 0, to: 60, by: 7) {
            let tests = try ImportTasksTests()
            let plan = try await tests.prepared(2, group: "g")
            let doomed = Gate()
            doomed.kill(after: point)
            async let other = tests.run(1, of: 2, plan)
            let first = await code { try await tests.run(0, of: 2, plan, gate: doomed) }
            if first != nil { _ = try await tests.run(0, of: 2, plan) }
            _ = try await other
            #expect(tests.fixture.holdsEverything(try await tests.manifest(plan)), "killed at \(point)")
            #expect(try await tests.fixture.store.unfinishedUploads(prefix: "") == [], "killed at \(point)")
        }
    }

    @Test func `files of a task that shows no life are brought by the coordinator`() async throws {
        let plan = try await prepared(3, group: "g")
        let doomed = Gate()
        doomed.kill(after: 12)
        #expect(await code { try await run(1, of: 3, plan, gate: doomed) } != nil)
        async let coordinator = run(0, of: 3, plan, patience: 5)
        async let third = run(2, of: 3, plan)
        #expect(try await [coordinator, third] == [true, true])
        #expect(fixture.holdsEverything(try await manifest(plan)))
        // Started again too late: nothing is left to do.
        #expect(try await run(1, of: 3, plan) == false)
    }

    @Test func `two attempts of one task do no harm`() async throws {
        let plan = try await prepared(2, group: "g")
        async let early = code { try await run(1, of: 2, plan) }
        async let late = code { try await run(1, of: 2, plan) }
        async let coordinator = run(0, of: 2, plan)
        let ends = await [early, late]
        #expect(ends.contains(nil))
        #expect(ends.allSatisfy { $0 == nil || $0 == .conflict || $0 == .notFound })
        #expect(try await coordinator)
        #expect(fixture.holdsEverything(try await manifest(plan)))
    }

    @Test func `wrong bytes in one task fail the import for good, in every attempt`() async throws {
        let plan = try await prepared(2, group: "g")
        // The largest file is the coordinator's, the next one the other task's.
        var faults = InMemorySource.Faults()
        faults.corruptByte = 400
        fixture.source.setFaults(faults, for: "w4.safetensors")
        async let other = code { try await run(1, of: 2, plan) }
        #expect(await code { try await run(0, of: 2, plan) } == .digestMismatch)
        #expect(await other == .digestMismatch)
        let served = fixture.source.bytesServed
        #expect(await code { try await run(0, of: 2, plan) } == .digestMismatch)
        #expect(await code { try await run(1, of: 2, plan) } == .digestMismatch)
        #expect(fixture.source.bytesServed == served)
        #expect(try await Catalog(fixture.store).entry(of: plan.model.identity)?.status == .failed)
    }

    @Test func `a lease of another run is respected, and a task leaves when it has become another's`() async throws {
        let plan = try await prepared(2, group: "g")
        #expect(await code { try await run(0, of: 2, group: "other", plan) } == .importRunning)
        #expect(await code { try await run(1, of: 2, group: "other", plan) } == .importRunning)
        let store = fixture.store
        let end = await code {
            try await run(1, of: 2, plan) { event in
                guard case .done = event else { return }
                let lease = Lease(owner: "somebody", expiresAt: 4_000_000_000)
                Task {
                    let bytes = try JSONDocument.encode(lease)
                    _ = try await store.write(BucketLayout.leaseKey(plan.importID), bytes, if: .always, metadata: [:])
                }
            }
        }
        #expect(end == nil || end == .conflict)
    }

    @Test func `what tasks have left is resumed by one process`() async throws {
        let plan = try await prepared(3, group: "g")
        var uploaded: Set<String> = []
        for index in 0..<3 {
            let doomed = Gate()
            doomed.kill(after: 25)
            #expect(await code { try await run(index, of: 3, plan, gate: doomed) } != nil)
            uploaded.formUnion(doomed.uploads)
        }
        fixture.clock.advance(60)
        let alone = Gate()
        let manifest = try await TaskGate.$current.withValue(alone) {
            try await fixture.engine.resume(plan.importID, token: nil) { _ in }
        }
        #expect(fixture.holdsEverything(manifest))
        #expect(uploaded.intersection(alone.uploads).isEmpty)
        #expect(try await fixture.store.list(prefix: BucketLayout.importsPrefix) == [])
    }

    @Test func `an import whose tasks have all died is left with the cause, and can be resumed`() async throws {
        let plan = try await prepared(1, group: "g")
        let doomed = Gate()
        doomed.kill(after: 25)
        #expect(await code { try await run(0, of: 1, plan, gate: doomed) } != nil)
        let cause = Problem(.unavailable, "The job's task was out of memory", detail: "signal 9", isRetryable: true)
        let state = try await engine().concede(plan.importID, group: "g", .failed(cause))
        #expect(state == .failed(cause))
        let trace = try #require(try await ImportTrace.read(fixture.store, importID: plan.importID))
        #expect(trace.main?.state == .failed(cause))
        #expect(trace.lease == nil)
        #expect(fixture.holdsEverything(try await fixture.engine.resume(plan.importID, token: nil) { _ in }))
        #expect(try await engine().concede(plan.importID, group: "g", .failed(cause)) == nil)
    }

    @Test(arguments: [
        (ImportState.Interruption.shutDown, ImportState.Interruption.stopped), (.stopped, .stopped),
    ])
    func `a run whose tasks were ended from outside is left as stopped by whoever says that it was he`(
        reason: ImportState.Interruption, left: ImportState.Interruption
    ) async throws {
        let plan = try await prepared(1, group: "g")
        let doomed = Gate()
        doomed.kill(after: 25)
        #expect(await code { try await run(0, of: 1, plan, gate: doomed) } != nil)
        #expect(try await engine().concede(plan.importID, group: "g", .stopped(reason)) == .interrupted(reason: reason))
        #expect(try await engine().concede(plan.importID, group: "g", .stopped(.stopped)) == .interrupted(reason: left))
    }

    @Test func `watchers see the tasks' journals merged`() async throws {
        let plan = try await prepared(2, group: "g")
        let doomed = Gate()
        doomed.kill(after: 25)
        for index in [1, 0] {
            let gate = index == 1 ? Gate() : doomed
            if index == 1 {
                _ = try await run(1, of: 2, plan, gate: gate)
            } else {
                _ = await code { try await run(0, of: 2, plan, gate: gate) }
            }
        }
        let trace = try #require(try await ImportTrace.read(fixture.store, importID: plan.importID))
        var events = ImportTraceEvents(group: "g")
        var progress = ImportProgress(record: trace.record, now: Date(timeIntervalSince1970: 1_800_000_000))
        for event in events.events(of: trace) { progress.apply(event, at: Date(timeIntervalSince1970: 1_800_000_001)) }
        let snapshot = progress.current(at: Date(timeIntervalSince1970: 1_800_000_001))
        #expect(snapshot.state == .transferring)
        #expect(snapshot.verifiedFiles >= 3)
        #expect(snapshot.doneBytes > 60_000)
        #expect(snapshot.fetchedBytes > 60_000)
        #expect(events.events(of: trace) == [])
    }
}

/// A hub whose bytes stop for a task that was killed.
private struct MeteredSource: ModelSource {
    let base: InMemorySource

    var kind: SourceKind { base.kind }
    var capabilities: ModelSourceCapabilities { base.capabilities }

    func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel {
        try await base.resolve(reference, token: token)
    }

    func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream
    {
        try TaskGate.current?.passBytes()
        return try await base.open(file, of: model, range: range, token: token)
    }

    func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary] { [] }
}
