package import ControlPlane
package import Domain
import Logging
import NIOCore
import Synchronization

/// A project with the buckets `good` and `broken`, one model, one service, in memory.
package struct FakeWorld {
    package static let model = ModelIdentity(
        source: .huggingFace, id: "org/name", pin: String(repeating: "a", count: 40))
    package static let entry = CatalogEntry(
        model: model, status: .completed, size: 4, updatedAt: "2026-01-01T00:00:00Z")

    package let admin = RequestContext(actor: "me", role: .admin, target: .project("my-project"), requestID: "r")
    package let buckets = FakeBucketProvider(["broken", "good"])
    package let runtime = FakeRuntime(target: .project("my-project"), model: FakeWorld.model)
    package let catalog = FakeCatalog()
    package let care = FakeCare()
    package let imports = FakeImports()
    package let facts = FakeFacts()
    package let audit = RecordedAudit()
    /// Has `hf:org/name` at the pin that the bucket `good` has.
    package let hub = (try? ModelReference(parsing: "hf:org/name")).map {
        InMemorySource(reference: $0, files: [("model.safetensors", [1, 2, 3, 4])])
    }

    package init() {}

    package func controlPlane() -> ControlPlane {
        let (buckets, runtime) = (buckets, runtime)
        var hubs: [SourceKind: any ModelSource] = [:]
        if let hub { hubs[.huggingFace] = hub }
        return ControlPlane(
            ControlPlane.Dependencies(
                sources: hubs, targets: FixedTargets(cloud: (buckets, { _ in runtime }), local: nil),
                engines: [.vllm: FakeEngine()], catalog: catalog, care: care, importing: imports, google: facts,
                endpoints: FakeEndpoints(), audit: audit, logger: Logger(label: "test"),
                about: ControlPlane.About(
                    version: "1", isSimulated: true, hasLocal: false, transport: "carried by hand"
                )
            )
        )
    }
}

package final class RecordedAudit: AuditSink {
    package init() {}
    private let recorded = Mutex<[AuditLine]>([])
    package var lines: [AuditLine] { recorded.withLock { $0 } }
    package func record(_ line: AuditLine) { recorded.withLock { $0.append(line) } }
}

package final class FakeCatalog: ModelCatalog {
    package init() {}
    private let broken = Mutex<Set<String>>([])
    package var unreadable: Set<String> {
        get { broken.withLock { $0 } }
        set { broken.withLock { $0 = newValue } }
    }

    package func begin(in store: any ObjectStore) async throws {}

    package func entries(in store: any ObjectStore) async throws -> [CatalogEntry] {
        if unreadable.contains(store.bucket) {
            throw Problem(.catalogUnreadable, "The catalog cannot be read", detail: "it is not JSON")
        }
        return store.bucket == "good" ? [FakeWorld.entry] : []
    }

    package func manifest(of model: ModelIdentity, in store: any ObjectStore) async throws -> ModelManifest? {
        ModelManifest(
            model: model, files: [], facts: ModelFacts(), importedAt: "2026-01-01T00:00:00Z", importedBy: "me")
    }

    package func delete(_ model: ModelIdentity, in store: any ObjectStore) async throws -> ByteCount { 4 }
}

/// Knows one import, `import-1`; to those who watch it, it transfers and then completes.
package final class FakeImports: ImportDirector {
    private struct State {
        var here = [FakeImports.snapshot(.completed, version: 8)]
        var watched = [FakeImports.snapshot(.transferring, version: 7), FakeImports.snapshot(.completed, version: 8)]
        var journaled: [ImportSnapshot] = []
        var unreadable: Set<String> = []
        var listings = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// What this process knows.
    package var here: [ImportSnapshot] {
        get { state.withLock { $0.here } }
        set { state.withLock { $0.here = newValue } }
    }
    /// What a watcher of the import is told.
    package var watched: [ImportSnapshot] {
        get { state.withLock { $0.watched } }
        set { state.withLock { $0.watched = newValue } }
    }
    /// What the journals of the bucket `good` hold.
    package var journaled: [ImportSnapshot] {
        get { state.withLock { $0.journaled } }
        set { state.withLock { $0.journaled = newValue } }
    }
    package var unreadable: Set<String> {
        get { state.withLock { $0.unreadable } }
        set { state.withLock { $0.unreadable = newValue } }
    }
    /// How often a bucket's journals were listed.
    package var listings: Int { state.withLock { $0.listings } }

    package static func snapshot(_ state: ImportState, version: Int64) -> ImportSnapshot {
        ImportSnapshot(
            id: "import-1", target: .project("my-project"), bucket: "good", model: FakeWorld.model, state: state,
            version: version, files: [FileProgress(path: "model.safetensors", size: 4, done: 2)], bytesPerSecond: 0,
            fetchedBytes: 2, startedAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z", startedBy: "me"
        )
    }

    private func found(_ id: String, _ state: ImportState) throws -> ImportSnapshot {
        guard id == "import-1" else { throw Problem(.notFound, "No such import", detail: "there is no import \(id)") }
        return Self.snapshot(state, version: 3)
    }

    package func places(_ plan: ImportPlan, _ order: ImportOrder) async throws -> ImportPlaces {
        ImportPlaces(
            available: ExecutorKind.allCases, chosen: order.way.executor == .job ? .job : .process,
            tasks: order.way.tasks ?? 1
        )
    }

    package func plan(_ order: ImportOrder) async throws -> ImportPlan {
        let model = SourceModel(reference: order.reference, pin: FakeWorld.model.pin, files: [], facts: ModelFacts())
        return ImportPlan(
            importID: "import-1", bucket: order.bucket, model: model, held: [], isComplete: false, bytesTotal: 4,
            bytesToFetch: 4, monthlyStorage: nil, warnings: []
        )
    }
    package func start(_ order: ImportOrder, by actor: String) async throws -> ImportSnapshot {
        try found("import-1", .planned)
    }
    package func snapshot(_ id: String, bucket: String?, in target: Target) async throws -> ImportSnapshot {
        let known = try found(id, .transferring)
        return watched.last ?? known
    }
    package func resume(
        _ id: String, bucket: String?, in target: Target, token: Secret?, by actor: String
    ) async throws -> ImportSnapshot { try found(id, .transferring) }
    package func cancel(_ id: String, bucket: String?, in target: Target) async throws -> ImportSnapshot {
        try found(id, .cancelled)
    }
    package func imports(in bucket: String, of target: Target) async throws -> [ImportSnapshot] {
        try state.withLock { state in
            state.listings += 1
            guard !state.unreadable.contains(bucket) else {
                throw Problem(.permissionDenied, "Not allowed", detail: "\(bucket) may not be read")
            }
            return bucket == "good" ? state.journaled : []
        }
    }
    package func watch(_ id: String, bucket: String?, in target: Target) -> AsyncThrowingStream<
        ImportSnapshot, any Error
    > {
        let (stream, continuation) = AsyncThrowingStream<ImportSnapshot, any Error>.makeStream()
        for snapshot in watched { continuation.yield(snapshot) }
        continuation.finish()
        return stream
    }
    package func files(
        _ id: String, bucket: String?, in target: Target, from start: Int, limit: Int
    ) async throws -> ImportFilePage {
        ImportFilePage(of: try found(id, .transferring).files, from: start, limit: limit)
    }
    package func ended(_ last: ImportSnapshot) async throws -> ImportSnapshot {
        Self.snapshot(.completed, version: last.version + 1)
    }
    package func known(in target: Target?) async -> [ImportSnapshot] { here }
}

package struct FakeEngine: ServingEngine {
    package init() {}
    package let kind = EngineKind.vllm
    package let capabilities = EngineCapabilities(
        formats: [], sources: [], servesEmbeddings: false, streamsFromBucket: false)
    package func recipe(for request: RecipeRequest) throws -> ContainerRecipe {
        throw Problem(.unsupported, "Not here", detail: "a fake engine")
    }
    package func proofRequest(servedName: String, kind: ProofKind) -> EngineRequest {
        EngineRequest(method: "POST", path: "/", body: "{}")
    }
    package func loadRequest(servedName: String, kind: ProofKind) -> EngineRequest? { nil }
    package func isProof(status: Int, body: String, kind: ProofKind) -> Bool { true }
    package func askRequest(
        servedName: String, kind: ProofKind, question: Question, stream: Bool
    ) -> EngineRequest {
        EngineRequest(method: "POST", path: "/", body: question.prompt)
    }
    package func answer(in body: String, kind: ProofKind) -> String? { body }
    package func piece(in data: String) -> AnswerPiece? { AnswerPiece(text: data) }
}

package struct FakeEndpoints: EndpointCaller {
    package init() {}
    package func send(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointReply {
        EndpointReply(status: 200, body: "hi", isStandIn: true)
    }
    package func open(_ request: EngineRequest, to endpoint: ServiceEndpoint) async throws -> EndpointStream {
        EndpointStream(
            status: 200,
            headers: [.init("content-type", "text/event-stream"), .init("x-llm-manager-simulator", "stand-in engine")],
            body: ByteStream(ByteBuffer(string: "data: hel\n\ndata: lo\n\ndata: [DONE]\n\n"))
        )
    }
    package func forward(
        _ head: ForwardedHead, body: ByteStream?, length: Int64?, to endpoint: ServiceEndpoint
    ) async throws -> EndpointStream {
        let text =
            "\(head.method) \(head.target) " + head.headers.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
        let sent = try await body?.collect(upTo: 1 << 20)
        return EndpointStream(
            status: 200, headers: [.init("content-type", "text/plain")],
            body: ByteStream(ByteBuffer(string: text + "\n" + (sent.map { String(buffer: $0) } ?? "")))
        )
    }
}
