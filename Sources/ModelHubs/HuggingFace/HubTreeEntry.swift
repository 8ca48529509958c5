import Domain
import ModelFormats

/// One entry of `GET /api/models/{id}/tree/{revision}`. What the hub says in another form than we know is nil.
struct HubTreeEntry: Sendable, Hashable {
    /// `file`, `directory`, or a word of the future.
    var type: String?
    var path: String
    var size: Int64?
    /// A git blob id: of the file itself, or of its LFS pointer.
    var oid: String?
    var lfs: LargeFile?

    struct LargeFile: Sendable, Hashable {
        /// SHA-256 of the file.
        var oid: String?
        var size: Int64?
    }

    /// nil without a path, and with a size that no file has: unknown is one thing, a lie another.
    init?(_ value: JSONValue) {
        guard let path = value["path"]?.text else { return nil }
        for size in [value["size"], value["lfs"]?["size"]] {
            if case .number? = size, size?.integer == nil { return nil }
        }
        self.path = path
        type = value["type"]?.text
        size = value["size"]?.integer
        oid = value["oid"]?.text
        lfs = value["lfs"].map { LargeFile(oid: $0["oid"]?.text, size: $0["size"]?.integer) }
    }

    var fileSize: Int64? { lfs?.size ?? size }

    /// The digest of the file's bytes; nil when the hub gives none that is valid. The blob id of a large file is that of
    /// its pointer, so it proves nothing.
    var digest: FileDigest? {
        if let lfs { return lfs.oid.flatMap { FileDigest("sha256:\($0)") } }
        return oid.flatMap { FileDigest("git-sha1:\($0)") }
    }
}
