import Digests

extension HubFile {
    /// From this size on the hub refuses a file that is not in the large file storage.
    static let largeFileSize: Int64 = 10_000_000

    /// What the `.gitattributes` of a new model repository puts into the large file storage.
    static let largeFileExtensions: Set<String> = [
        "7z", "arrow", "bin", "bz2", "ckpt", "ftz", "gguf", "gz", "h5", "joblib", "mlmodel", "model", "msgpack",
        "npy", "npz", "onnx", "ot", "parquet", "pb", "pickle", "pkl", "pt", "pth", "rar", "safetensors", "tar",
        "tflite", "tgz", "wasm", "xz", "zip", "zst",
    ]

    init(path: String, content: HubContent, digest: ContentDigest) {
        self.path = path
        self.content = content
        self.digest = digest
        let name = path.split(separator: "/").last ?? ""
        let parts = name.split(separator: ".")
        let byName = parts.count > 1 && Self.largeFileExtensions.contains(parts.last.map(String.init) ?? "")
        isLarge = byName || content.size >= Self.largeFileSize
        if isLarge {
            let pointer = Self.pointer(sha256: digest.sha256, size: content.size)
            var git = SHA1.gitBlob(size: Int64(pointer.utf8.count))
            git.update(pointer.utf8)
            oid = Hex.encode(git.finalized())
            pointerSize = pointer.utf8.count
        } else {
            oid = digest.gitBlob
            pointerSize = nil
        }
    }

    /// The text that git keeps in place of a large file (git-lfs specification, version 1).
    static func pointer(sha256: String, size: Int64) -> String {
        "version https://git-lfs.github.com/spec/v1\noid sha256:\(sha256)\nsize \(size)\n"
    }
}
