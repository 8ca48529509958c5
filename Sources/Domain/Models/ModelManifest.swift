/// The proof of a published model: every file with its place, size and digests. Immutable once written.
///
/// Lives in the bucket at ``BucketLayout/manifestKey(_:)``; the catalog can be rebuilt from these.
package struct ModelManifest: Sendable, Hashable, Codable {
    package static let currentVersion = 1

    package var version: Int
    package var model: ModelIdentity
    package var files: [File]
    package var facts: ModelFacts
    /// RFC 3339, UTC.
    package var importedAt: String
    /// Who asked for the import.
    package var importedBy: String

    package init(
        version: Int = Self.currentVersion, model: ModelIdentity, files: [File], facts: ModelFacts, importedAt: String,
        importedBy: String
    ) {
        self.version = version
        self.model = model
        self.files = files
        self.facts = facts
        self.importedAt = importedAt
        self.importedBy = importedBy
    }

    package var size: ByteCount { ByteCount(files.reduce(0) { $0 + $1.size }) }

    package struct File: Sendable, Hashable, Codable {
        package var path: String
        /// Object name in the bucket.
        package var key: String
        package var size: Int64
        /// SHA-256 of the file's bytes, 64 hex digits; ``proof`` says who took it. nil for an adopted file.
        package var sha256: String?
        /// CRC32C of the same bytes as the bucket confirms it, 8 hex digits.
        package var crc32c: String
        /// The digest that the hub had promised and that was checked.
        package var promised: FileDigest?
        package var proof: FileProof

        package init(
            path: String, key: String, size: Int64, sha256: String?, crc32c: String, promised: FileDigest?,
            proof: FileProof = .read
        ) {
            self.path = path
            self.key = key
            self.size = size
            self.sha256 = sha256
            self.crc32c = crc32c
            self.promised = promised
            self.proof = proof
        }

        /// A manifest that says nothing of proofs is of a time when every file was read.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            path = try values.decode(String.self, forKey: .path)
            key = try values.decode(String.self, forKey: .key)
            size = try values.decode(Int64.self, forKey: .size)
            sha256 = try values.decodeIfPresent(String.self, forKey: .sha256)
            crc32c = try values.decode(String.self, forKey: .crc32c)
            promised = try values.decodeIfPresent(FileDigest.self, forKey: .promised)
            proof = try values.decodeIfPresent(FileProof.self, forKey: .proof) ?? .read
        }
    }
}
