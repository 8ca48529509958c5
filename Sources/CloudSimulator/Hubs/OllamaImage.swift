import Digests

/// A model of the registry: its manifest, byte for byte, and the blobs that it names.
struct OllamaImage: Sendable {
    static let manifestType = "application/vnd.docker.distribution.manifest.v2+json"
    static let configType = "application/vnd.docker.container.image.v1+json"

    /// One blob with the media type under which the manifest names it.
    struct Blob: Sendable {
        let mediaType: String
        let sha256: String
        let content: HubContent

        fileprivate var json: String {
            "{\"mediaType\":\"\(mediaType)\",\"digest\":\"sha256:\(sha256)\",\"size\":\(content.size)}"
        }
    }

    let config: Blob
    let layers: [Blob]

    /// The files of a model's directory that become layers, in the order in which `ollama create` writes them.
    static let layerFiles: [(file: String, kind: String)] = [
        ("model.gguf", "model"), ("projector.gguf", "projector"), ("adapter.gguf", "adapter"),
        ("template", "template"), ("system", "system"), ("params", "params"), ("messages", "messages"),
        ("license", "license"),
    ]

    /// The manifest as the registry sends it: the same bytes each time.
    var manifest: String {
        let layers = layers.map(\.json).joined(separator: ",")
        return
            "{\"schemaVersion\":2,\"mediaType\":\"\(Self.manifestType)\","
            + "\"config\":\(config.json),\"layers\":[\(layers)]}"
    }

    /// The blob with this digest, whether config or layer.
    func blob(_ sha256: String) -> HubContent? {
        ([config] + layers).first { $0.sha256 == sha256 }?.content
    }
}
