import Digests
import HTTPTypes

/// Hashes that a client says its bytes have.
struct ExpectedHashes: Sendable, Codable, Hashable {
    var crc32c: String?
    var md5: String?

    init(crc32c: String? = nil, md5: String? = nil) {
        self.crc32c = crc32c
        self.md5 = md5
    }

    /// From `x-goog-hash` (a list, or repeated) and `Content-MD5`.
    init(headers: HTTPFields) {
        if let name = HTTPField.Name("x-goog-hash") {
            for item in headers[values: name].flatMap({ $0.split(separator: ",") }) {
                let pair = item.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { continue }
                let value = pair[1].trimmingPrefix(while: \.isWhitespace)
                switch pair[0].filter({ !$0.isWhitespace }).lowercased() {
                case "crc32c": crc32c = String(value)
                case "md5": md5 = String(value)
                default: continue
                }
            }
        }
        if let name = HTTPField.Name("Content-MD5"), let value = headers[name] { md5 = value }
    }

    /// From an object resource.
    init(resource: JSONValue) {
        crc32c = resource["crc32c"]?.string
        md5 = resource["md5Hash"]?.string
    }

    mutating func add(_ other: ExpectedHashes) {
        crc32c = other.crc32c ?? crc32c
        md5 = other.md5 ?? md5
    }

    /// 400 for the first hash that differs from what was stored.
    func check(_ hashes: ContentHashes) throws {
        if let crc32c, crc32c != hashes.crc32c.base64 {
            throw Self.mismatch("CRC32C", given: crc32c, computed: hashes.crc32c.base64)
        }
        if let md5, md5 != hashes.md5Base64 {
            throw Self.mismatch("MD5", given: md5, computed: hashes.md5Base64)
        }
    }

    private static func mismatch(_ kind: String, given: String, computed: String) -> GoogleError {
        let text =
            "Provided \(kind) hash \"\(given)\" doesn't match calculated \(kind) hash \"\(computed)\"."
        return GoogleError(.badRequest, "INVALID_ARGUMENT", text, reason: "invalid")
    }
}
