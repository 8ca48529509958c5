import Foundation

/// An XML multipart upload and the parts that it has so far.
struct MultipartUpload: Sendable, Codable {
    struct Part: Sendable, Codable {
        let number: Int
        /// MD5 in hexadecimal, without quotes.
        let etag: String
        let size: Int64
        let crc32c: UInt32
        let blob: String
        let modified: Date
    }

    let id: String
    let bucket: String
    let name: String
    let attributes: ObjectAttributes
    let created: Date
    var parts: [Int: Part] = [:]
}
