import Domain

/// One entry of `GET /api/models/{id}/tree/{revision}`.
struct HubTreeEntry: Sendable, Hashable, Decodable {
    var type: String
    var path: String
    var size: Int64?
    /// A git blob id: of the file itself, or of its LFS pointer.
    var oid: String?
    var lfs: LargeFile?

    struct LargeFile: Sendable, Hashable, Decodable {
        /// SHA-256 of the file.
        var oid: String
        var size: Int64?
    }

    var fileSize: Int64? { lfs?.size ?? size }

    /// The digest of the file's bytes; nil when the hub gives none that is valid.
    var digest: FileDigest? {
        if let lfs { return FileDigest("sha256:\(lfs.oid)") }
        return oid.flatMap { FileDigest("git-sha1:\($0)") }
    }
}
