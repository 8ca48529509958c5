/// What a container would do if it ran: which engine it is, what it serves and from where.
struct EngineRecipe: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable {
        case vllm
        case ollama
        /// Any other image: it starts, and knows no model.
        case other
    }

    let kind: Kind
    /// The port on which the engine listens, whatever Cloud Run expects.
    let port: Int64
    /// Names under which a model is served; the first is the one that answers show.
    let models: [String]
    /// vLLM: a path or `gs://` URL or hub id. Ollama: the directory of its models.
    let modelPath: String?
    /// vLLM's `--runner`: whether it embeds instead of generating.
    let pools: Bool
    let maxModelLength: Int64?
    /// Whether the engine may fetch a model that its path does not hold.
    let isOffline: Bool
    let mounts: [Mount]
    /// What the container's start copies into its memory, when it does.
    private let copy: MemoryCopy?

    /// A bucket's place in the container's file system.
    struct Mount: Sendable, Hashable {
        let path: String
        let bucket: String
        /// The directory of the bucket that is mounted, empty or ending in `/`.
        let prefix: String
    }

    /// Reads the container that has the port, or the only one.
    init(template: JSONValue) {
        let containers = template["containers"]?.array ?? []
        let container = containers.first { $0["ports"]?.array?.isEmpty == false } ?? containers.first ?? [:]
        let arguments = EngineArguments(container)
        let image = container["image"]?.string ?? ""
        mounts = Self.mounts(of: container, volumes: template["volumes"]?.array ?? [])
        copy = MemoryCopy(container, volumes: template["volumes"]?.array ?? [], environment: arguments.environment)
        let words = arguments.command
        if words.contains("vllm") || words.contains("vllm.entrypoints.openai.api_server") || image.contains("vllm") {
            kind = .vllm
            port = arguments.values("--port").first.flatMap { Int64($0) } ?? 8000
            modelPath = arguments.values("--model").first ?? arguments.positional
            let served = arguments.values("--served-model-name")
            models = served.isEmpty ? [modelPath].compactMap { $0 } : served
            let runner = arguments.values("--runner").first ?? "auto"
            let converted = arguments.values("--convert").first.map { $0 == "embed" } ?? false
            pools = runner == "pooling" || converted
            maxModelLength = arguments.values("--max-model-len").first.flatMap { Int64($0) }
            isOffline = arguments.environment["HF_HUB_OFFLINE"] == "1"
        } else if image.contains("ollama") {
            kind = .ollama
            let host = arguments.environment["OLLAMA_HOST"] ?? "0.0.0.0:11434"
            port = host.split(separator: ":").last.flatMap { Int64($0) } ?? 11434
            // Where Ollama's own image looks when it is told nothing: a path in the container, not on this machine.
            modelPath = arguments.environment["OLLAMA_MODELS"] ?? "/root/.ollama/models"
            models = [arguments.environment["MODEL"]].compactMap { $0 }
            pools = false
            maxModelLength = arguments.environment["OLLAMA_CONTEXT_LENGTH"].flatMap { Int64($0) }
            isOffline = true
        } else {
            kind = .other
            port = container["ports"]?.array?.first?["containerPort"]?.int64 ?? 8080
            modelPath = nil
            models = []
            pools = false
            maxModelLength = nil
            isOffline = true
        }
    }

    /// Where a path of the container lies in a bucket; nil for a path that is on no mount.
    func location(of path: String) -> (bucket: String, prefix: String)? {
        let scheme = "gs://"
        if path.hasPrefix(scheme) {
            let parts = path.dropFirst(scheme.count).split(separator: "/", maxSplits: 1).map(String.init)
            guard let bucket = parts.first else { return nil }
            return (bucket, parts.count > 1 ? Self.directory(parts[1]) : "")
        }
        if let copied = copy?.origin(of: path) { return location(of: copied) }
        let mount = mounts.filter { path == $0.path || path.hasPrefix($0.path + "/") }.max {
            $0.path.count < $1.path.count
        }
        guard let mount else { return nil }
        return (mount.bucket, mount.prefix + Self.directory(String(path.dropFirst(mount.path.count))))
    }

    private static func directory(_ path: String) -> String {
        let trimmed = path.split(separator: "/").joined(separator: "/")
        return trimmed.isEmpty ? "" : trimmed + "/"
    }

    private static func mounts(of container: JSONValue, volumes: [JSONValue]) -> [Mount] {
        (container["volumeMounts"]?.array ?? []).compactMap { mount in
            let volume = volumes.first { $0["name"] == mount["name"] }
            guard let bucket = volume?["gcs"]?["bucket"]?.string, let path = mount["mountPath"]?.string else {
                return nil
            }
            let options = volume?["gcs"]?["mountOptions"]?.array?.compactMap(\.string) ?? []
            let only = options.first { $0.hasPrefix("only-dir=") }.map { String($0.dropFirst("only-dir=".count)) } ?? ""
            let sub = mount["subPath"]?.string ?? ""
            return Mount(path: path, bucket: bucket, prefix: directory(only) + directory(sub))
        }
    }
}
