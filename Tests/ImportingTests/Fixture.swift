import Digests
import Domain
import Foundation
import Importing
import NIOCore
import Synchronization
import TestSupport

/// A bucket, a hub and an engine between them, small enough that a run takes milliseconds.
struct Fixture: Sendable {
    static let part = 4 << 10
    static let budget: Int64 = 16 << 10

    let files: [(String, [UInt8])]
    let source: InMemorySource
    let store: InMemoryStore
    let gate: Gate
    let clock: TestClock
    var shape: @Sendable (SourceModel) -> SourceModel = { $0 }
    var buckets: (any BucketProvider)?

    static let standardFiles: [(String, [UInt8])] = [
        ("config.json", DeterministicBytes.make(700, seed: 1)),
        ("empty.txt", []),
        ("model.safetensors", DeterministicBytes.make(41_003, seed: 2)),
        ("tokenizer/vocab.json", DeterministicBytes.make(9_000, seed: 3)),
    ]

    init(
        files: [(String, [UInt8])] = Fixture.standardFiles, reference: String = "hf:acme/tiny", token: Secret? = nil,
        store: InMemoryStore? = nil, pin: String = String(repeating: "a", count: 40)
    ) throws {
        self.files = files
        let gate = Gate()
        self.gate = gate
        clock = TestClock()
        source = InMemorySource(
            reference: try ModelReference(parsing: reference), pin: pin, files: files, gitBlobs: ["config.json"],
            token: token, chunk: 1_000, beforeBuffer: { _, _ in try gate.passBytes() }
        )
        self.store = store ?? InMemoryStore(beforeCall: { try gate.pass($0) })
    }

    var options: ImportOptions {
        ImportOptions(
            byteBudget: Self.budget, chunkSize: 2 << 10, partSize: Int64(Self.part), connectionsPerFile: 3,
            connectionsPerHost: 4, filesAtOnce: 2, journalInterval: 0, retry: RetryPolicy(attempts: 4)
        )
    }

    var engine: ImportEngine {
        ImportEngine(
            source: ShapedSource(base: source, shape: shape), store: store, target: .local, options: options,
            clock: clock.importClock, buckets: buckets
        )
    }

    func plan(token: Secret? = nil) async throws -> ImportPlan {
        try await engine.plan(try await source.resolve(referenceOf(source), token: token).shaped(shape))
    }

    private func referenceOf(_ source: InMemorySource) throws -> ModelReference {
        try ModelReference(parsing: source.kind == .ollama ? "ollama:tiny:1b" : "hf:acme/tiny")
    }

    @discardableResult
    func run(token: Secret? = nil, report: @escaping ImportReporter = { _ in }) async throws -> ModelManifest {
        try await engine.run(try await plan(token: token), token: token, startedBy: "ann", report: report)
    }

    /// Path by path, what the bucket holds is what the hub has.
    func holdsEverything(_ manifest: ModelManifest) -> Bool {
        files.allSatisfy { path, bytes in
            guard let file = manifest.files.first(where: { $0.path == path }) else { return false }
            var sha256 = SHA256()
            sha256.update(bytes)
            return store.bytes(of: file.key) == bytes && file.sha256 == Hex.encode(sha256.finalized())
        }
    }
}

extension SourceModel {
    func shaped(_ shape: (SourceModel) -> SourceModel) -> SourceModel { shape(self) }
}

/// A hub whose answers to `resolve` are changed first.
struct ShapedSource: ModelSource {
    let base: InMemorySource
    let shape: @Sendable (SourceModel) -> SourceModel

    var kind: SourceKind { base.kind }
    var capabilities: ModelSourceCapabilities { base.capabilities }

    func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel {
        shape(try await base.resolve(reference, token: token))
    }

    func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream
    {
        let stream = try await base.open(file, of: model, range: range, token: token)
        return SourceStream(
            offset: stream.offset, totalSize: file.size == nil ? nil : stream.totalSize, body: stream.body)
    }

    func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary] { [] }
}

/// Time that a test moves. Back-off costs nothing; the heartbeat never comes by itself.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    func advance(_ seconds: Double) { time.withLock { $0 += seconds } }

    var importClock: ImportClock {
        ImportClock(
            now: { self.time.withLock { $0 } },
            backOff: { _ in await Task.yield() },
            tick: { _ in try await Task.sleep(for: .seconds(3_600)) },
            poll: { _ in
                try Task.checkCancellation()
                await Task.yield()
            }
        )
    }
}

/// Stands before every call of the store and every buffer of the hub; a process that is killed passes it no more.
final class Gate: Sendable {
    private struct State {
        var left: Int?
        var isDead = false
        var passed: [InMemoryStore.Call] = []
        var fault: (@Sendable (InMemoryStore.Call) throws -> Void)?
    }
    private let state = Mutex(State())

    /// The process dies before the store's call after next `calls`.
    func kill(after calls: Int) { state.withLock { $0.left = calls } }
    func revive() {
        state.withLock { state in
            state.left = nil
            state.isDead = false
            state.passed = []
        }
    }
    func setFault(_ fault: (@Sendable (InMemoryStore.Call) throws -> Void)?) { state.withLock { $0.fault = fault } }

    var isDead: Bool { state.withLock { $0.isDead } }
    var passed: [InMemoryStore.Call] { state.withLock { $0.passed } }
    var uploads: Set<String> {
        Set(passed.compactMap { if case .upload(let key, let number, _) = $0 { "\(key)#\(number)" } else { nil } })
    }

    func pass(_ call: InMemoryStore.Call) throws {
        let fault = try state.withLock { state in
            if let left = state.left {
                state.isDead = state.isDead || left <= 0
                state.left = left - 1
            }
            guard !state.isDead else { throw Self.killed }
            return state.fault
        }
        try fault?(call)
        state.withLock { $0.passed.append(call) }
    }

    func passBytes() throws {
        guard !isDead else { throw Self.killed }
    }

    static let killed = Problem(.internalError, "Killed", detail: "by the test")
}

func code(_ body: () async throws -> some Any) async -> Problem.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? Problem)?.code
    }
}
