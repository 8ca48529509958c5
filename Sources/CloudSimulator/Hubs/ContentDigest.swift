import Digests

/// What a hub says about a file's bytes.
struct ContentDigest: Sendable, Hashable, Codable {
    /// The id of the git object with these bytes, lowercase hexadecimal.
    let gitBlob: String
    /// SHA-256, lowercase hexadecimal.
    let sha256: String

    /// Reads the whole content once; blocks while it reads.
    init(of content: HubContent) throws {
        var git = SHA1.gitBlob(size: content.size)
        var sha = SHA256()
        try content.forEachChunk { chunk in
            git.update(chunk)
            sha.update(chunk)
        }
        gitBlob = Hex.encode(git.finalized())
        sha256 = Hex.encode(sha.finalized())
    }
}
