/// What serves a model. Pure: from facts to values, no request, no clock.
package protocol ServingEngine: Sendable {
    var kind: EngineKind { get }
    var capabilities: EngineCapabilities { get }

    /// The container that serves this model on this shape.
    /// - Throws: `unsupported-model` when the engine cannot serve it.
    func recipe(for request: RecipeRequest) throws -> ContainerRecipe

    /// The request that loads the weights, for an engine that listens before it has loaded them; nil when listening
    /// means loaded.
    func loadRequest(servedName: String, kind: ProofKind) -> EngineRequest?

    /// The request whose answer proves that the model works, and `true` for a body that is such an answer.
    func proofRequest(servedName: String, kind: ProofKind) -> EngineRequest
    func isProof(status: Int, body: String, kind: ProofKind) -> Bool

    /// A question to a model, for `services ask` and the try-it box.
    func askRequest(servedName: String, kind: ProofKind, question: Question, stream: Bool) -> EngineRequest
    /// The text of an answer (a chat message, or a short description of an embedding); nil when the body is none.
    func answer(in body: String, kind: ProofKind) -> String?
    /// What one event of a streamed answer brings; nil for one that brings nothing.
    func piece(in data: String) -> AnswerPiece?
}

extension ServingEngine {
    package func askRequest(servedName: String, kind: ProofKind, prompt: String, stream: Bool) -> EngineRequest {
        askRequest(servedName: servedName, kind: kind, question: Question(prompt), stream: stream)
    }
}

package struct EngineCapabilities: Sendable, Hashable, Codable {
    package var formats: [ModelFormat]
    package var sources: [SourceKind]
    package var servesEmbeddings: Bool
    package var streamsFromBucket: Bool

    package init(formats: [ModelFormat], sources: [SourceKind], servesEmbeddings: Bool, streamsFromBucket: Bool) {
        self.formats = formats
        self.sources = sources
        self.servesEmbeddings = servesEmbeddings
        self.streamsFromBucket = streamsFromBucket
    }
}

/// Everything a recipe depends on.
package struct RecipeRequest: Sendable, Hashable {
    package var manifest: ModelManifest
    package var spec: ServiceSpec
    /// Where the engine will see the bucket's root: `/gcs/<bucket>`, or a directory of this machine.
    package var root: String
    package var loader: Loader
    package var accelerator: Accelerator
    package var contextLength: Int?
    package var port: Int?
    package var predictedLoadSeconds: Double
    /// Key-value cache of the plan, for an engine that has to be told (vLLM without a GPU).
    package var cache: ByteCount = 0
    /// Size of the file system in memory that ``Loader/copy`` fills; nil for other loaders.
    package var volume: ByteCount?

    package init(
        manifest: ModelManifest, spec: ServiceSpec, root: String, loader: Loader, accelerator: Accelerator,
        contextLength: Int?, port: Int?, predictedLoadSeconds: Double
    ) {
        self.manifest = manifest
        self.spec = spec
        self.root = root
        self.loader = loader
        self.accelerator = accelerator
        self.contextLength = contextLength
        self.port = port
        self.predictedLoadSeconds = predictedLoadSeconds
    }
}

/// A request to an engine's own HTTP API, relative to its base URL.
package struct EngineRequest: Sendable, Hashable {
    package var method: String
    package var path: String
    /// JSON text.
    package var body: String

    package init(method: String, path: String, body: String) {
        self.method = method
        self.path = path
        self.body = body
    }
}
