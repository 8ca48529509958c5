import Domain

/// Files that a plan looks for by their digest.
struct WantedFiles: Sendable {
    /// Files of one digest and size; a model may have the same bytes under several names.
    private var files: [FileDigest: [SourceFile]] = [:]
    private var paths: Set<String> = []
    private(set) var bytes: Int64 = 0

    /// Files without a digest that names their bytes, without a size, or without bytes cannot be found, or need not be.
    init(_ files: [SourceFile]) {
        var keys: Set<String> = []
        for file in files {
            guard let digest = file.digest, let size = file.size, size > 0, file.inline == nil, !file.isLast,
                Self.names(digest), keys.insert(file.key).inserted
            else { continue }
            self.files[digest, default: []].append(file)
            paths.insert(file.path)
            bytes += size
        }
    }

    /// A CRC32C is no name: other bytes may well have it too.
    private static func names(_ digest: FileDigest) -> Bool {
        if case .crc32c = digest { false } else { true }
    }

    var isEmpty: Bool { paths.isEmpty }
    var smallest: Int64 { files.values.joined().compactMap(\.size).min() ?? 0 }

    func contains(_ file: SourceFile) -> Bool { paths.contains(file.path) }

    mutating func take(_ file: SourceFile) {
        guard paths.remove(file.path) != nil, let digest = file.digest else { return }
        bytes -= file.size ?? 0
        files[digest]?.removeAll { $0.path == file.path }
    }

    struct Match: Sendable {
        var wanted: SourceFile
        var stored: ModelManifest.File
    }

    /// What a manifest has of the wanted files. An adopted file has no digest, so it is never one.
    func matches(_ manifest: ModelManifest) -> [Match] {
        var found: Set<String> = []
        var matches: [Match] = []
        for stored in manifest.files {
            for digest in [stored.promised, stored.sha256.map { FileDigest.sha256($0) }].compactMap(\.self) {
                for file in files[digest] ?? [] where file.size == stored.size && found.insert(file.path).inserted {
                    matches.append(Match(wanted: file, stored: stored))
                }
            }
        }
        return matches
    }
}
