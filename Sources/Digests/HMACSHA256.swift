/// HMAC with SHA-256 (RFC 2104).
package enum HMACSHA256 {
    private static let block = 64

    package static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        let short = key.count > block ? hash(key) : key
        let padded = short + [UInt8](repeating: 0, count: block - short.count)
        return hash(padded.map { $0 ^ 0x5C } + hash(padded.map { $0 ^ 0x36 } + message))
    }

    private static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalized()
    }
}
