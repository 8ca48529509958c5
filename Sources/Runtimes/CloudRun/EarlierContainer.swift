import Domain
import GoogleCloud
import Serving

/// What a service says of itself that carries no annotation of ours: which model it serves, from its container alone.
/// The earlier manager's services are such, and so are those that somebody made by hand in the same form.
///
/// - vLLM: `--model=/gcs/BUCKET/ORG/NAME`, as one word or two; without a served name clients send that path.
/// - Ollama: `OLLAMA_MODELS=/gcs/BUCKET/ollama/models`, and the model in `MODEL`.
/// - ZML: `--model-dir=/model/ORG/NAME` in a bucket that is mounted at `/model`.
struct EarlierContainer {
    var model: ModelIdentity
    var servedName: String

    init?(_ service: GoogleJSON) {
        let container = CloudRunReader.engineContainer(service)
        var arguments = EngineArguments(positional: [])
        arguments.merge(container?["args"]?.array.compactMap(\.string) ?? [])
        let mount = CloudRunReader.mountPath(service)
        if let path = arguments.value(of: "--model") ?? arguments.value(of: "--model-dir"),
            let found = Self.huggingFace(path, mount: mount)
        {
            model = found
            servedName = arguments.value(of: "--served-model-name") ?? path
            return
        }
        let environment = container?["env"]?.array ?? []
        func variable(_ name: String) -> String? {
            environment.first { $0["name"]?.string == name }?["value"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard variable("OLLAMA_MODELS") != nil, let id = variable("MODEL") else { return nil }
        model = ModelIdentity(source: .ollama, id: id, pin: "")
        servedName = id
    }

    /// The model whose folder a path names: at the bucket's root as the earlier manager laid it, or in ours.
    private static func huggingFace(_ path: String, mount: String?) -> ModelIdentity? {
        guard let mount, path.hasPrefix(mount + "/") else { return nil }
        var parts = path.dropFirst(mount.count + 1).split(separator: "/").map(String.init)
        // A second import of the same model lies one folder deeper.
        if parts.last == "model-repo" { parts.removeLast() }
        if parts.first == "huggingface", parts.count >= 3 {
            return ModelIdentity(
                source: .huggingFace, id: parts[1..<(parts.count - 1)].joined(separator: "/"),
                pin: parts[parts.count - 1])
        }
        guard (1...2).contains(parts.count),
            (try? HuggingFaceReference(repository: parts.joined(separator: "/"))) != nil
        else { return nil }
        return ModelIdentity(source: .huggingFace, id: parts.joined(separator: "/"), pin: "")
    }
}
