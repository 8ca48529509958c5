/// An object's metadata (`storage.objects`), as answers carry it.
package struct StorageObject: Sendable, Hashable, Decodable {
    package var name: String
    package var bucket: String?
    package var size: GoogleInt64?
    package var generation: GoogleInt64?
    package var metageneration: GoogleInt64?
    /// Base64 of the big-endian CRC-32C of the content.
    package var crc32c: String?
    /// Base64; not there for composed and multipart objects.
    package var md5Hash: String?
    package var contentType: String?
    package var cacheControl: String?
    /// `gzip`: the bytes are stored compressed, and a plain download gives others.
    package var contentEncoding: String?
    package var metadata: [String: String]?
    package var storageClass: String?
    package var componentCount: Int?
    package var timeCreated: String?
    package var updated: String?
    package var etag: String?
}

/// What a writer may say about an object.
package struct StorageObjectMetadata: Sendable, Hashable, Encodable {
    package var contentType: String?
    package var cacheControl: String?
    package var metadata: [String: String]?
    /// Base64 of the big-endian CRC-32C; an upload with other bytes is refused.
    package var crc32c: String?

    package init(
        contentType: String? = nil,
        cacheControl: String? = nil,
        metadata: [String: String]? = nil,
        crc32c: String? = nil
    ) {
        self.contentType = contentType
        self.cacheControl = cacheControl
        self.metadata = metadata
        self.crc32c = crc32c
    }
}

/// A page of `storage.objects.list`.
package struct ObjectPage: Sendable, Hashable, Decodable {
    package var items: [StorageObject]?
    package var prefixes: [String]?
    package var nextPageToken: String?
}
