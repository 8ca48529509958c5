/// What a source says a file's bytes are.
package enum FileDigest: Sendable, Hashable, Codable, CustomStringConvertible {
    /// 64 lowercase hex digits.
    case sha256(String)
    /// A git blob id: SHA-1 over `"blob <size>\0"` and the bytes; 40 lowercase hex digits.
    case gitBlob(String)
    /// All that Cloud Storage says of an object; 8 lowercase hex digits. It finds accidents, not forgeries.
    case crc32c(String)

    /// `sha256:<hex>`, `git-sha1:<hex>` or `crc32c:<hex>`; nil when it is none of them.
    package init?(_ text: String) {
        if let hex = text.dropping(prefix: "sha256:"), Self.isHex(hex, digits: 64) {
            self = .sha256(hex)
        } else if let hex = text.dropping(prefix: "git-sha1:"), Self.isHex(hex, digits: 40) {
            self = .gitBlob(hex)
        } else if let hex = text.dropping(prefix: "crc32c:"), Self.isHex(hex, digits: 8) {
            self = .crc32c(hex)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .sha256(let hex): "sha256:\(hex)"
        case .gitBlob(let hex): "git-sha1:\(hex)"
        case .crc32c(let hex): "crc32c:\(hex)"
        }
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let digest = FileDigest(text) else {
            throw Problem(
                .invalidRequest, "Not a digest",
                detail: "‘\(text.prefix(100))’ is not sha256:HEX, git-sha1:HEX or crc32c:HEX")
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Exactly `digits` lowercase hexadecimal digits.
    package static func isHex(_ text: String, digits: Int) -> Bool {
        text.utf8.count == digits && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
