import Digests
import NIOCore

/// An object: what is known of it, and its bytes when they were few.
struct SinkObject: Sendable {
    var name: String
    var size: Int
    var sum: CRC32C
    var generation: Int
    var about = Metadata()
    var bytes: ByteBuffer?

    /// What a client may say of an object.
    struct Metadata: Sendable, Codable {
        var name: String?
        var contentType: String?
        var metadata: [String: String]?
        var crc32c: String?
    }

    /// `storage#object` of the JSON API.
    struct JSON: Encodable {
        var kind = "storage#object"
        var id: String
        var name: String
        var bucket: String
        var size: String
        var crc32c: String
        var generation: String
        var metageneration = "1"
        var contentType: String
        var storageClass = "STANDARD"
        var timeCreated = "2026-01-01T00:00:00.000Z"
        var updated = "2026-01-01T00:00:00.000Z"
        var etag = "CAE="
        var metadata: [String: String]?
    }

    func json(_ bucket: String) -> JSON {
        JSON(
            id: "\(bucket)/\(name)/\(generation)", name: name, bucket: bucket, size: String(size), crc32c: sum.base64,
            generation: String(generation), contentType: about.contentType ?? "application/octet-stream",
            metadata: about.metadata
        )
    }
}

/// A multipart upload of the XML API: sums and lengths by part number.
struct SinkUpload: Sendable {
    var bucket: String
    var name: String
    var about = SinkObject.Metadata()
    var parts: [Int: (sum: CRC32C, length: Int)] = [:]
}

/// A resumable session of the JSON API.
struct SinkSession: Sendable {
    var bucket: String
    var name: String
    var about = SinkObject.Metadata()
    var condition: Int?
    var intake = SinkIntake(keeping: 1 << 20)
    var finished: SinkObject?
}
