import Domain

/// What the bookkeeping knows of one object: an `ObjectInfo`, and which version of the file it describes.
struct ObjectRecord: Codable, Hashable {
    var info: ObjectInfo
    var inode: UInt64
    var modified: Int64

    init(info: ObjectInfo, status: FileStatus) {
        self.info = info
        inode = status.inode
        modified = status.modified
    }

    /// Whether the file is still the one that was recorded; somebody may have replaced it by hand.
    func describes(_ status: FileStatus) -> Bool {
        status.inode == inode && status.modified == modified && status.size == info.size
    }
}

/// What is kept beside the parts of an upload.
struct UploadRecord: Codable, Hashable {
    var key: String
    var metadata: [String: String]
}
