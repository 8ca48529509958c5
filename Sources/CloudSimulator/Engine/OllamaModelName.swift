/// A model's name as Ollama completes it: `tiny` is `registry.ollama.ai/library/tiny:latest`.
struct OllamaModelName: Sendable, Hashable {
    let host: String
    let namespace: String
    let model: String
    let tag: String

    init(_ text: String) {
        var rest = text[...]
        var tag = "latest"
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        let parts = rest.split(separator: "/").map(String.init)
        self.tag = tag
        model = parts.last ?? ""
        namespace = parts.count > 1 ? parts[parts.count - 2] : "library"
        host = parts.count > 2 ? parts[parts.count - 3] : "registry.ollama.ai"
    }

    /// Reads `HOST/NAMESPACE/MODEL/TAG`, a manifest's place below `manifests/`.
    init?(path: String) {
        let parts = path.split(separator: "/").map { String($0) }
        guard parts.count == 4 else { return nil }
        (host, namespace, model, tag) = (parts[0], parts[1], parts[2], parts[3])
    }

    /// Below `manifests/`.
    var path: String { [host, namespace, model, tag].joined(separator: "/") }

    /// Without the host and namespace that are the default.
    var short: String {
        let name = namespace == "library" && host == "registry.ollama.ai" ? model : namespace + "/" + model
        return (host == "registry.ollama.ai" ? name : host + "/" + name) + ":" + tag
    }
}
