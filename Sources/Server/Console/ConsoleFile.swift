import CZlib
import Synchronization

/// One file of the console, ready to be sent. Compressed when it is first asked for so, and then kept.
final class ConsoleFile: Sendable {
    let bytes: [UInt8]
    let contentType: String
    /// A strong entity tag: changes with the bytes.
    let tag: String
    private let packed = Mutex<[UInt8]?>(nil)

    static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml", "json": "application/json", "webmanifest": "application/manifest+json",
        "txt": "text/plain; charset=utf-8",
    ]

    init(path: String, bytes: [UInt8]) {
        self.bytes = bytes
        contentType = Self.types[path.split(separator: ".").last.map(String.init) ?? ""] ?? "application/octet-stream"
        tag = "\"\(String(Fingerprint(bytes).value, radix: 16))-\(bytes.count)\""
    }

    /// The tag of the compressed form: other bytes, another strong tag (RFC 9110, 8.8.3).
    var packedTag: String { "\(tag.dropLast())-gzip\"" }

    /// The file as gzip; nil when that is not smaller.
    var gzip: [UInt8]? {
        let found = packed.withLock { packed in
            if let packed { return packed }
            let made = Self.gzip(bytes)
            packed = made
            return made
        }
        return found.isEmpty ? nil : found
    }

    /// Empty when compressing fails or does not pay.
    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        let room = llm_gzip_bound(bytes.count)
        let made = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            count = llm_gzip(bytes, bytes.count, buffer.baseAddress, room)
        }
        return made.count < bytes.count ? made : []
    }
}
