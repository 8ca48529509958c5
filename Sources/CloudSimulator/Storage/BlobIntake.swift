import NIOCore

/// Receives a body into a blob file: pieces of up to half a MiB are written and hashed off the event loops.
struct BlobIntake {
    private let file: BlobFile
    private var pending = ByteBuffer()
    /// The hashes and the size of what is written.
    private(set) var hashes: ContentHashes

    init(path: String, continuing hashes: ContentHashes = ContentHashes()) throws {
        file = try BlobFile(writing: path)
        self.hashes = hashes
    }

    /// Takes a chunk; returns whether something was written.
    mutating func take(_ chunk: ByteBuffer) async throws -> Bool {
        var chunk = chunk
        pending.writeBuffer(&chunk)
        guard pending.readableBytes >= BlobFile.chunk else { return false }
        try await flush(ResumableGranularity.floor(Int64(pending.readableBytes), from: hashes.size))
        return true
    }

    /// Writes what is left, to the last byte.
    mutating func finish() async throws {
        try await flush(Int64(pending.readableBytes))
    }

    /// Writes what is left up to the last multiple of 256 KiB and drops the rest.
    mutating func finishAtGranularity() async throws {
        try await flush(ResumableGranularity.floor(Int64(pending.readableBytes), from: hashes.size))
        pending.clear()
    }

    private mutating func flush(_ length: Int64) async throws {
        guard length > 0, let piece = pending.readSlice(length: Int(length)) else { return }
        let (file, before) = (file, hashes)
        hashes = try await BlobFile.offLoop {
            var hashes = before
            try file.write(piece, at: before.size)
            hashes.update(piece)
            return hashes
        }
        pending.discardReadBytes()
    }
}

/// Resumable uploads are stored in multiples of 256 KiB.
enum ResumableGranularity {
    static let bytes: Int64 = 262_144

    /// How many of `length` bytes behind `offset` end on a multiple.
    static func floor(_ length: Int64, from offset: Int64) -> Int64 {
        max(0, (offset + length) / bytes * bytes - offset)
    }
}
