package import NIOCore

/// Where a model's bytes live: one bucket, or one directory that is laid out like one.
///
/// Errors are `Problem`s (`bucket-not-found`, `permission-denied`, `storage-unavailable`, …). A failed precondition is
/// `conflict`. A missing object is nil from ``stat(_:)`` and `not-found` from the others. Cancellation stops the call;
/// a cancelled write leaves either the old object or the new one, never a mixture.
package protocol ObjectStore: Sendable {
    var bucket: String { get }
    var capabilities: ObjectStoreCapabilities { get }

    func stat(_ key: String) async throws -> ObjectInfo?
    /// Every object whose name begins with `prefix`, in name order.
    func list(prefix: String) async throws -> [ObjectInfo]
    /// - Parameter range: half-open; nil means all.
    func read(_ key: String, range: Range<Int64>?) async throws -> ByteStream
    /// Writes a whole object in one step and checks the CRC32C that the store answers with.
    func write(_ key: String, _ bytes: ByteBuffer, if condition: WriteCondition, metadata: [String: String])
        async throws -> ObjectInfo
    /// Deleting what is not there is not an error.
    func delete(_ key: String, if condition: WriteCondition) async throws

    /// Makes an object with the bytes and the metadata of another, without the bytes passing through this process.
    ///
    /// The copy is there as a whole or not at all. `not-found` when the source, or its named generation, is not there;
    /// `conflict` when the condition on `key` does not hold; `unsupported` beyond ``ObjectStoreCapabilities/copies``.
    func copy(from source: ObjectPlace, to key: String, if condition: WriteCondition) async throws -> ObjectInfo

    /// Begins an upload in parts; nothing is visible under `key` until ``complete(_:parts:size:)``.
    func beginUpload(_ key: String, metadata: [String: String]) async throws -> PartUpload
    /// Part numbers begin with 1. Uploading a number again replaces it.
    ///
    /// - Parameter bytes: the part, one buffer after the other; as the network gave them, so that nobody copies.
    func upload(_ bytes: [ByteBuffer], as number: Int, of upload: PartUpload) async throws -> UploadedPart
    /// The same for a part whose sum is known, for stores that would compute it else.
    ///
    /// - Parameter crc32c: of exactly these bytes; a store that compares it refuses others.
    func upload(
        _ bytes: [ByteBuffer], crc32c: UInt32, as number: Int, of upload: PartUpload
    ) async throws -> UploadedPart
    /// The parts that the store holds, by number; `not-found` when the upload is gone (finished, aborted or expired).
    func parts(of upload: PartUpload) async throws -> [UploadedPart]
    /// Puts the parts together. Idempotent: when the upload is gone and the object stands with this size, it is returned.
    func complete(_ upload: PartUpload, parts: [UploadedPart], size: Int64) async throws -> ObjectInfo
    /// Aborting what is gone is not an error.
    func abort(_ upload: PartUpload) async throws
    /// Uploads under the prefix that nobody has completed or aborted.
    func unfinishedUploads(prefix: String) async throws -> [PartUpload]
}

extension ObjectStore {
    /// A part that is one buffer.
    package func upload(_ bytes: ByteBuffer, as number: Int, of upload: PartUpload) async throws -> UploadedPart {
        try await self.upload([bytes], as: number, of: upload)
    }

    /// For stores that do not compare sums of parts.
    package func upload(
        _ bytes: [ByteBuffer], crc32c: UInt32, as number: Int, of upload: PartUpload
    ) async throws -> UploadedPart {
        try await self.upload(bytes, as: number, of: upload)
    }

    /// For stores that copy nothing.
    package func copy(from source: ObjectPlace, to key: String, if condition: WriteCondition) async throws
        -> ObjectInfo
    {
        throw Problem.copyUnsupported(from: source, to: bucket)
    }
}

extension Problem {
    /// A copy beyond what a store's capabilities say.
    package static func copyUnsupported(from source: ObjectPlace, to bucket: String) -> Problem {
        Problem(
            .unsupported, "Not copied by the store itself",
            detail:
                "\(bucket) cannot take ‘\(source.key)’ out of \(source.bucket) without its bytes being read and written"
        )
    }
}

package struct ObjectStoreCapabilities: Sendable, Hashable, Codable {
    /// Parts other than the last are at least this long.
    package var minimumPartSize: Int64
    package var maximumPartCount: Int
    /// Seconds to wait between two writes of one name.
    package var secondsBetweenWrites: Double

    package var copies: CopyReach
    package var uploads: UploadForm

    package init(
        minimumPartSize: Int64, maximumPartCount: Int, secondsBetweenWrites: Double, copies: CopyReach = .none,
        uploads: UploadForm = .parallelParts
    ) {
        self.minimumPartSize = minimumPartSize
        self.maximumPartCount = maximumPartCount
        self.secondsBetweenWrites = secondsBetweenWrites
        self.copies = copies
        self.uploads = uploads
    }
}

package struct ObjectInfo: Sendable, Hashable, Codable {
    package var key: String
    package var size: Int64
    /// CRC32C (Castagnoli) of the stored bytes, as the store says it; a directory computes it.
    package var crc32c: UInt32
    /// Changes with every write of the name.
    package var generation: Int64
    package var metadata: [String: String]

    package init(key: String, size: Int64, crc32c: UInt32, generation: Int64, metadata: [String: String] = [:]) {
        self.key = key
        self.size = size
        self.crc32c = crc32c
        self.generation = generation
        self.metadata = metadata
    }
}

package enum WriteCondition: Sendable, Hashable {
    case always
    /// Cloud Storage's `ifGenerationMatch=0`.
    case absent
    case generation(Int64)
}

package struct PartUpload: Sendable, Hashable, Codable {
    package var key: String
    package var id: String

    package init(key: String, id: String) {
        self.key = key
        self.id = id
    }
}

package struct UploadedPart: Sendable, Hashable, Codable {
    package var number: Int
    package var size: Int64
    /// What the store calls this part's content (an ETag); sent back when completing.
    package var etag: String

    package init(number: Int, size: Int64, etag: String) {
        self.number = number
        self.size = size
        self.etag = etag
    }
}
