import Foundation

/// The models in `ROOT/ollama/NAMESPACE/MODEL/TAG/`.
struct OllamaCatalog: Sendable {
    private let roots: [String]
    private let digests: DigestCache

    init(roots: [String], digests: DigestCache) {
        self.roots = roots.map { $0 + "/ollama" }
        self.digests = digests
    }

    /// The image of a name and tag; nil when there is no such directory, or it has no config or no weights.
    func image(_ name: String, tag: String) async throws -> OllamaImage? {
        guard let directory = directory(name + "/" + tag),
            let config = try await blob(directory + "/config.json", OllamaImage.configType)
        else { return nil }
        var layers: [OllamaImage.Blob] = []
        for (file, kind) in OllamaImage.layerFiles {
            let type = "application/vnd.ollama.image." + kind
            if let layer = try await blob(directory + "/" + file, type) { layers.append(layer) }
        }
        return layers.isEmpty ? nil : OllamaImage(config: config, layers: layers)
    }

    /// A blob of any tag of a model.
    func blob(_ sha256: String, of name: String) async throws -> HubContent? {
        guard let directory = directory(name) else { return nil }
        for tag in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() {
            if let blob = try await image(name, tag: tag)?.blob(sha256) { return blob }
        }
        return nil
    }

    private func directory(_ path: String) -> String? {
        roots.lazy.map { $0 + "/" + path }.first { FileManager.default.fileExists(atPath: $0) }
    }

    private func blob(_ path: String, _ mediaType: String) async throws -> OllamaImage.Blob? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        let size = (attributes[.size] as? NSNumber)?.int64Value ?? 0
        let modified = attributes[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0)
        let content = HubContent.file(path: path, size: size, modified: modified)
        let sha256 = try await digests.digest(of: content).sha256
        return OllamaImage.Blob(mediaType: mediaType, sha256: sha256, content: content)
    }
}
