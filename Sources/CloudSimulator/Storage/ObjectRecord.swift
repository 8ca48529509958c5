import Foundation

/// A live object: its metadata and where its bytes are.
struct ObjectRecord: Sendable, Codable {
    /// A run of bytes in a blob file. An object is one or several, so that compose and rewrite copy nothing.
    struct Extent: Sendable, Codable, Hashable {
        let blob: String
        let offset: Int64
        let length: Int64
    }

    let bucket: String
    let name: String
    var generation: Int64
    var metageneration: Int64
    var size: Int64
    var crc32c: UInt32
    /// Base64; absent on composite and XML multipart objects.
    var md5: String?
    var componentCount: Int?
    var attributes: ObjectAttributes
    var created: Date
    var updated: Date
    var extents: [Extent]

    var etag: String { Base64Text.encode("\(generation)/\(metageneration)") }
}
