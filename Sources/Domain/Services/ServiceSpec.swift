/// What the user wants to run. Everything that is nil is chosen by the plan, and shown there.
package struct ServiceSpec: Sendable, Hashable, Codable {
    package var name: String?
    package var region: String?
    package var bucket: String
    package var model: ModelIdentity
    package var engine: EngineKind?
    package var accelerator: String?
    package var cpu: Int?
    package var memory: ByteCount?
    package var minInstances: Int
    package var maxInstances: Int
    /// Requests that one instance serves at a time; nil: the engine's batch.
    package var concurrency: Int?
    /// Tokens of context; nil: the largest that fits, at most the model's own.
    package var contextLength: Int?
    package var loader: Loader?
    package var zonalRedundancy: Bool
    package var access: Access
    /// An e-mail address, or ``defaultAccount``.
    package var serviceAccount: String?
    /// nil: what the project remembers for a new service; one that exists keeps its own.
    package var network: NetworkSpec?
    /// Replaces the engine's image.
    package var image: String?
    /// Extra arguments, `--flag`, `--flag=value` or bare words, after the engine's own.
    package var arguments: [String]
    package var environment: [String: String]
    /// Variables whose values the runtime reads from its secrets when an instance starts.
    package var secrets: [String: SecretReference]
    /// The declarative file that asks for it; nil when nobody's file does.
    package var declared: DeclaredMark?
    /// Seconds without a request after which the engine ends, to be started by the next one; nil: never. For runtimes
    /// that count no instances.
    package var idleSeconds: Int?

    package init(
        name: String? = nil, region: String? = nil, bucket: String, model: ModelIdentity, engine: EngineKind? = nil,
        accelerator: String? = nil, cpu: Int? = nil, memory: ByteCount? = nil, minInstances: Int = 0,
        maxInstances: Int = 1, concurrency: Int? = nil, contextLength: Int? = nil, loader: Loader? = nil,
        zonalRedundancy: Bool = false, access: Access = .private, serviceAccount: String? = nil,
        network: NetworkSpec? = nil, image: String? = nil, arguments: [String] = [],
        environment: [String: String] = [:],
        secrets: [String: SecretReference] = [:], idleSeconds: Int? = nil
    ) {
        self.name = name
        self.region = region
        self.bucket = bucket
        self.model = model
        self.engine = engine
        self.accelerator = accelerator
        self.cpu = cpu
        self.memory = memory
        self.minInstances = minInstances
        self.maxInstances = maxInstances
        self.concurrency = concurrency
        self.contextLength = contextLength
        self.loader = loader
        self.zonalRedundancy = zonalRedundancy
        self.access = access
        self.serviceAccount = serviceAccount
        self.network = network
        self.image = image
        self.arguments = arguments
        self.environment = environment
        self.secrets = secrets
        self.idleSeconds = idleSeconds
    }

    /// In place of an e-mail address: Compute Engine's default account, whatever the project remembers.
    package static let defaultAccount = "default"

    package enum Access: String, Sendable, Hashable, Codable {
        /// Callers need `run.invoker` (locally: this machine's loopback only).
        case `private`
        case `public`
    }
}

package enum EngineKind: String, Sendable, Hashable, Codable, CaseIterable {
    case vllm, ollama
    /// llama.cpp's server.
    case llamacpp
}

/// How the weights get into the engine's memory.
package enum Loader: String, Sendable, Hashable, Codable, CaseIterable {
    /// The bucket as a file system (Cloud Storage FUSE).
    case mount
    /// Straight from `gs://` (vLLM's run:ai streamer).
    case stream
    /// All files are copied into the instance's memory, many at a time, before the engine starts.
    case copy
    /// A plain directory of this machine.
    case directory
}
