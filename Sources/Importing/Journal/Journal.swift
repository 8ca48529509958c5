package import Domain

/// What a resume needs to go on: everything but tokens. Written about once a second while bytes flow, so it is small:
/// it holds the files that are open and the last few that are finished; the others are in segments.
package struct Journal: Sendable, Hashable, Codable {
    package static let currentFormat = 2

    package var format: Int
    package var importID: String
    /// The lease's generation when this run took it: journals of earlier owners have a lower one.
    package var epoch: Int64
    /// Grows with every write.
    package var version: Int64
    package var pin: String
    /// Of task 0: the import's state. Of another task: `publishing` once all of its files are verified.
    package var state: ImportState
    /// By path; a file that has not begun has no record, one that finished a while ago is in a segment.
    package var files: [String: FileRecord]
    /// Which task of a sharded import writes it, and the run of tasks that it belongs to.
    package var task: Int
    package var group: String?
    /// How many segments this task has written.
    package var segments: Int
    /// Task 0 has taken this task's files over: the task itself has nothing left to do.
    package var isAdopted: Bool
    /// Bytes fetched from the hub by all attempts of this task so far.
    package var fetchedBytes: Int64
    /// Version of the snapshot that this journal amounts to.
    package var snapshotVersion: Int64
    /// RFC 3339, UTC.
    package var updatedAt: String

    package init(importID: String, epoch: Int64, pin: String, task: Int = 0, updatedAt: String) {
        format = Self.currentFormat
        self.importID = importID
        self.epoch = epoch
        version = 0
        self.pin = pin
        state = .planned
        files = [:]
        self.task = task
        segments = 0
        isAdopted = false
        fetchedBytes = 0
        snapshotVersion = 0
        self.updatedAt = updatedAt
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        format = try container.decode(Int.self, forKey: .format)
        importID = try container.decode(String.self, forKey: .importID)
        epoch = try container.decode(Int64.self, forKey: .epoch)
        version = try container.decode(Int64.self, forKey: .version)
        pin = try container.decode(String.self, forKey: .pin)
        state = try container.decode(ImportState.self, forKey: .state)
        files = try container.decode([String: FileRecord].self, forKey: .files)
        // Format 1 knew neither tasks nor segments.
        task = try container.decodeIfPresent(Int.self, forKey: .task) ?? 0
        group = try container.decodeIfPresent(String.self, forKey: .group)
        segments = try container.decodeIfPresent(Int.self, forKey: .segments) ?? 0
        isAdopted = try container.decodeIfPresent(Bool.self, forKey: .isAdopted) ?? false
        fetchedBytes = try container.decode(Int64.self, forKey: .fetchedBytes)
        snapshotVersion = try container.decode(Int64.self, forKey: .snapshotVersion)
        updatedAt = try container.decode(String.self, forKey: .updatedAt)
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
