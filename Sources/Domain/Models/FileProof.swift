/// Who took the digests of a stored file. Until a model is verified, some are taken over from elsewhere.
package enum FileProof: Sendable, Hashable, Codable {
    /// The bytes passed through an import of this file, or were read again later.
    case read
    /// The store copied the bytes itself; the SHA-256 is that of the manifest over the source, and the CRC32C was
    /// compared.
    case copied(from: ObjectPlace)
    /// The object stood in the bucket under a name made of its digest (an Ollama blob), which was believed.
    case named

    package var isRead: Bool { self == .read }

    private enum CodingKeys: String, CodingKey { case kind, from }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        switch try values.decode(String.self, forKey: .kind) {
        case "read": self = .read
        case "named": self = .named
        case "copied": self = .copied(from: try values.decode(ObjectPlace.self, forKey: .from))
        case let kind:
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: values, debugDescription: "‘\(kind.prefix(100))’ is no proof that this version knows"
            )
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .read: try values.encode("read", forKey: .kind)
        case .named: try values.encode("named", forKey: .kind)
        case .copied(let place):
            try values.encode("copied", forKey: .kind)
            try values.encode(place, forKey: .from)
        }
    }
}
