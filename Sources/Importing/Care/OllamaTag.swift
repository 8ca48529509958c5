import Digests
import Domain
import NIOCore

/// One of Ollama's own manifests in a bucket: which blobs a tag is made of.
///
/// The form is that of `$OLLAMA_MODELS/manifests/HOST/NAMESPACE/MODEL/TAG`: a Docker image manifest, version 2, whose
/// blobs are stored under their digests.
struct OllamaTag: Sendable, Hashable {
    /// Largest manifest that is read, in bytes; real ones have about a thousand.
    static let limit = 4 << 20

    /// `ollama/`, or `ollama/models/` in a bucket of the earlier manager.
    var root: String
    var key: String
    /// `sha256:…` of the manifest itself: the pin of the model.
    var pin: String
    /// The tag's short name, as a model's id.
    var id: String
    var blobs: [Blob]

    struct Blob: Sendable, Hashable {
        var sha256: String
        var size: Int64
    }

    /// Nil when the object is not a manifest of Ollama, or its name is not a tag's.
    init?(key: String, bytes: ByteBuffer) {
        guard let root = Self.roots.first(where: { key.hasPrefix($0 + "manifests/") }),
            let id = Self.id(of: key.dropFirst(root.count + "manifests/".count)),
            let manifest = try? JSONDocument.decode(Document.self, from: bytes)
        else { return nil }
        var blobs: [Blob] = []
        for layer in manifest.layers + [manifest.config].compactMap({ $0 }) {
            guard case .sha256(let hex)? = FileDigest(layer.digest), layer.size >= 0 else { return nil }
            if !blobs.contains(where: { $0.sha256 == hex }) { blobs.append(Blob(sha256: hex, size: layer.size)) }
        }
        guard !blobs.isEmpty else { return nil }
        var hash = SHA256()
        hash.update(bytes)
        self.root = root
        self.key = key
        self.id = id
        self.blobs = blobs
        pin = "sha256:\(Hex.encode(hash.finalized()))"
    }

    /// The longer one first: it begins with the shorter.
    static let roots = ["\(BucketLayout.ollamaRoot)/models/", "\(BucketLayout.ollamaRoot)/"]

    func blobKey(_ blob: Blob) -> String { "\(root)blobs/sha256-\(blob.sha256)" }

    /// The files of the model: its blobs, then the tag itself.
    ///
    /// - Returns: nil when one of them is not there, or has another size.
    func files(in objects: ObjectIndex) -> [ModelManifest.File]? {
        guard let tag = objects[key], case .sha256(let pinHex)? = FileDigest(pin) else { return nil }
        var files: [ModelManifest.File] = []
        for blob in blobs {
            guard let object = objects[blobKey(blob)], object.size == blob.size else { return nil }
            files.append(
                ModelManifest.File(
                    path: "blobs/sha256-\(blob.sha256)", key: object.key, size: object.size, sha256: blob.sha256,
                    crc32c: object.crc32c.hex8, promised: .sha256(blob.sha256), proof: .named
                )
            )
        }
        let path = String(key.dropFirst(root.count))
        files.append(
            ModelManifest.File(
                path: path, key: key, size: tag.size, sha256: pinHex, crc32c: tag.crc32c.hex8, promised: .sha256(pinHex)
            )
        )
        return files.sorted { $0.path < $1.path }
    }

    private static func id(of path: Substring) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        return try? OllamaReference(parsing: "\(parts[0])/\(parts[1])/\(parts[2]):\(parts[3])").shortName
    }

    private struct Document: Decodable {
        var config: Layer?
        var layers: [Layer]

        struct Layer: Decodable {
            var digest: String
            var size: Int64
        }
    }
}
