/// One file of the console, ready to be sent.
struct ConsoleFile: Sendable {
    var bytes: [UInt8]
    var contentType: String
    /// A strong entity tag: changes with the bytes.
    var tag: String

    static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml", "json": "application/json", "webmanifest": "application/manifest+json",
        "txt": "text/plain; charset=utf-8",
    ]

    init(path: String, bytes: [UInt8]) {
        self.bytes = bytes
        contentType = Self.types[path.split(separator: ".").last.map(String.init) ?? ""] ?? "application/octet-stream"
        tag = "\"\(String(Self.hash(bytes), radix: 16))-\(bytes.count)\""
    }

    /// FNV-1a, 64 bits: tells builds apart; no more is asked of it.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}
