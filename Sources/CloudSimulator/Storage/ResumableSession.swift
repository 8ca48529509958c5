import Digests
import Foundation

/// A resumable upload: how far it is, and what it will become. On disk, so that it survives a killed process.
struct ResumableSession: Sendable, Codable {
    let id: String
    let bucket: String
    let name: String
    let attributes: ObjectAttributes
    let preconditions: ObjectPreconditions
    /// X-Upload-Content-Length: binding when it was given.
    let declaredSize: Int64?
    /// Hashes that the client promised; the first one that differs at the end is a 400.
    var expected: ExpectedHashes
    let created: Date
    let blob: String
    /// Total that a Content-Range has named.
    var total: Int64?
    /// Stored bytes, with the hash of exactly these.
    var stored: Int64 = 0
    var crc32c: UInt32 = 0
    var md5State: [UInt8] = MD5().state
    var outcome: Outcome?

    enum Outcome: Sendable, Codable, Hashable {
        case finished(generation: Int64)
        case cancelled
        case failed
    }

    /// Sessions live one week.
    static let lifetime: TimeInterval = 7 * 86_400

    var isExpired: Bool { created.addingTimeInterval(Self.lifetime) < Date() }
}
