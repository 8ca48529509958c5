package import Domain

/// What a resume needs to go on: everything but tokens. Small; written about once a second while bytes flow.
package struct Journal: Sendable, Hashable, Codable {
    package static let currentFormat = 1

    package var format: Int
    package var importID: String
    /// The lease's generation when this run took it: journals of earlier owners have a lower one.
    package var epoch: Int64
    /// Grows with every write.
    package var version: Int64
    package var pin: String
    package var state: ImportState
    /// By path; a file that has not begun has no record.
    package var files: [String: FileRecord]
    /// Bytes fetched from the hub by all attempts so far.
    package var fetchedBytes: Int64
    /// Version of the snapshot that this journal amounts to.
    package var snapshotVersion: Int64
    /// RFC 3339, UTC.
    package var updatedAt: String

    package init(importID: String, epoch: Int64, pin: String, updatedAt: String) {
        format = Self.currentFormat
        self.importID = importID
        self.epoch = epoch
        version = 0
        self.pin = pin
        state = .planned
        files = [:]
        fetchedBytes = 0
        snapshotVersion = 0
        self.updatedAt = updatedAt
    }

    /// How far one file is.
    package struct FileRecord: Sendable, Hashable, Codable {
        /// Set while parts are uploaded.
        package var upload: PartUpload?
        package var partSize: Int64
        package var parts: [UploadedPart]
        /// The hash where all parts before it are stored.
        package var hash: HashState?
        /// Set when the file is verified and stands in the bucket.
        package var result: ModelManifest.File?

        package init(
            upload: PartUpload? = nil, partSize: Int64 = 0, parts: [UploadedPart] = [], hash: HashState? = nil,
            result: ModelManifest.File? = nil
        ) {
            self.upload = upload
            self.partSize = partSize
            self.parts = parts
            self.hash = hash
            self.result = result
        }
    }

    /// The newest of what the two slots hold; damaged or foreign ones are nil and do not count.
    package static func newest(_ slots: [Journal?]) -> Journal? {
        slots.compactMap { $0 }.max { ($0.epoch, $0.version) < ($1.epoch, $1.version) }
    }
}
