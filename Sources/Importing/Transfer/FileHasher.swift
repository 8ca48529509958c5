import Digests
package import Domain
package import NIOCore

/// Everything that is computed over a file's bytes, in order: SHA-256, CRC32C and, where promised, the git blob id.
package struct FileHasher: Sendable {
    /// Bytes that one sum leaves in a core's cache for the next one.
    private static let piece = 128 << 10

    package private(set) var position: Int64 = 0
    private var sha256 = SHA256()
    private var crc32c = CRC32C()
    private var gitBlob: SHA1?

    /// - Parameter gitBlobSize: the file's size when its promised digest is a git blob id.
    package init(gitBlobSize: Int64? = nil) {
        gitBlob = gitBlobSize.map { SHA1.gitBlob(size: $0) }
    }

    /// Continues where a journalled state ended; nil when the state is not one of ours.
    package init?(restoring state: HashState) {
        guard let bytes = Hex.decode(state.sha256), let sha256 = SHA256(state: bytes) else { return nil }
        if let text = state.gitBlob {
            guard let bytes = Hex.decode(text), let gitBlob = SHA1(state: bytes) else { return nil }
            self.gitBlob = gitBlob
        }
        self.sha256 = sha256
        crc32c = CRC32C(value: state.crc32c)
        position = state.position
    }

    package mutating func update(_ buffer: ByteBuffer) {
        var rest = buffer
        while let piece = rest.readSlice(length: min(rest.readableBytes, Self.piece)), piece.readableBytes > 0 {
            sha256.update(piece)
            crc32c.update(piece)
            gitBlob?.update(piece)
        }
        position += Int64(buffer.readableBytes)
    }

    /// What a journal keeps of it.
    package var state: HashState {
        HashState(
            position: position, sha256: Hex.encode(sha256.state), crc32c: crc32c.value,
            gitBlob: gitBlob.map { Hex.encode($0.state) }
        )
    }

    package var sha256Hex: String { Hex.encode(sha256.finalized()) }
    package var crc: UInt32 { crc32c.value }

    /// - Throws: `digest-mismatch` when the bytes are not those that the hub promised.
    package func check(_ promised: FileDigest?, path: String) throws(Problem) {
        let computed: String
        switch promised {
        case nil: return
        case .sha256: computed = "sha256:\(sha256Hex)"
        case .crc32c: computed = "crc32c:\(crc.hex8)"
        case .gitBlob:
            guard let gitBlob else {
                throw Problem(
                    .unsupported, "Cannot be verified",
                    detail:
                        "\(path): its digest is a git blob id, which takes the size beforehand, and the hub gave none"
                )
            }
            computed = "git-sha1:\(Hex.encode(gitBlob.finalized()))"
        }
        guard let promised, promised.description != computed else { return }
        throw Problem(
            .digestMismatch, "The bytes are wrong",
            detail: "\(path): the hub promises \(promised), what came is \(computed); the file was not published",
            fix: "Resume the import: the file is fetched again. If it fails the same way, the hub's file is damaged."
        )
    }
}

/// The inside of a ``FileHasher`` between two parts, as text for a journal.
package struct HashState: Sendable, Hashable, Codable {
    /// Bytes hashed so far; a multiple of the part size, or the whole file.
    package var position: Int64
    /// Saved state, hex.
    package var sha256: String
    package var crc32c: UInt32
    /// Saved state of the git blob id, hex.
    package var gitBlob: String?

    package init(position: Int64, sha256: String, crc32c: UInt32, gitBlob: String?) {
        self.position = position
        self.sha256 = sha256
        self.crc32c = crc32c
        self.gitBlob = gitBlob
    }
}
