/// How an engine wants to be run: a description, no action. Cloud Run makes a container of it, this machine a process.
package struct ContainerRecipe: Sendable, Hashable, Codable {
    package var engine: EngineKind
    package var image: String
    package var command: [String]
    package var arguments: [String]
    package var environment: [String: String]
    package var port: Int
    /// Path whose 2xx means that the process listens and, for vLLM, that the model is loaded.
    package var healthPath: String
    /// The startup probe's bound in seconds.
    package var startupSeconds: Int
    /// The bucket is to be seen at this path, read-only; nil when nothing is mounted.
    package var mountPath: String?
    /// A file system in the instance's memory, for the loader that copies; nil without one.
    package var memoryVolume: MemoryVolume?
    /// How the runtime watches the start; nil: by ``startupSeconds`` alone.
    package var probe: StartupProbe?
    /// Requests served at a time.
    package var concurrency: Int
    /// Name by which clients call the model.
    package var servedName: String
    /// What the model does, and so how it is proven.
    package var proof: ProofKind

    package init(
        engine: EngineKind, image: String, command: [String], arguments: [String], environment: [String: String],
        port: Int, healthPath: String, startupSeconds: Int, mountPath: String?, concurrency: Int, servedName: String,
        proof: ProofKind, memoryVolume: MemoryVolume? = nil, probe: StartupProbe? = nil
    ) {
        self.engine = engine
        self.image = image
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.port = port
        self.healthPath = healthPath
        self.startupSeconds = startupSeconds
        self.mountPath = mountPath
        self.concurrency = concurrency
        self.servedName = servedName
        self.proof = proof
        self.memoryVolume = memoryVolume
        self.probe = probe
    }
}

/// Memory of the instance that is used as a file system; it counts as memory of the instance.
package struct MemoryVolume: Sendable, Hashable, Codable {
    package var path: String
    package var size: ByteCount

    package init(path: String, size: ByteCount) {
        self.path = path
        self.size = size
    }
}

/// What counts as an answer of the engine.
package enum ProofKind: String, Sendable, Hashable, Codable {
    /// A generated token: `POST /v1/chat/completions` (or `/v1/completions`).
    case generation
    /// An embedding: `POST /v1/embeddings`.
    case embedding
}
