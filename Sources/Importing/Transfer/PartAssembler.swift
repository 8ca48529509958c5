import Digests
package import Domain
package import NIOCore

/// Turns a file's bytes, in order, into parts of equal size (the last may be shorter), hashing as they pass.
///
/// Each part comes with the hash state at its end, so that a journal can continue behind it. Parts that the store
/// already holds are hashed only. Nothing is copied: a part is the list of the buffers that it came in.
package struct PartAssembler: Sendable {
    package let partSize: Int64
    package private(set) var hasher: FileHasher
    private let stored: Set<Int>
    private let size: Int64?
    private var bytes: [ByteBuffer] = []
    /// CRC32C of the file up to the part that is being filled.
    private var crcBefore: UInt32
    private var isFinished = false

    /// - Parameters:
    ///   - size: of the file, to reserve no more than needed for the last part; nil when unknown.
    ///   - hasher: begins at a part boundary.
    ///   - stored: numbers of the parts that need no upload.
    package init(partSize: Int64, size: Int64?, hasher: FileHasher, stored: Set<Int> = []) {
        self.partSize = partSize
        self.size = size
        self.hasher = hasher
        self.stored = stored
        crcBefore = hasher.crc
    }

    package struct Part: Sendable {
        /// From 1.
        package var number: Int
        package var length: Int64
        /// nil when the store holds the part already.
        package var bytes: [ByteBuffer]?
        package var hashAtEnd: HashState
        /// Of the part's bytes alone, by the file's sums before and behind it: nobody reads the bytes again.
        package var crc32c: UInt32
    }

    package var position: Int64 { hasher.position }

    /// Length of the part that is being filled, as far as is known.
    package var currentPartLength: Int64 {
        let start = position - position % partSize
        return size.map { min(partSize, max(0, $0 - start)) } ?? partSize
    }

    /// Hashes the bytes and returns the parts that became full.
    package mutating func append(_ buffer: ByteBuffer) -> [Part] {
        var rest = buffer
        var parts: [Part] = []
        while rest.readableBytes > 0 {
            let room = partSize - position % partSize
            let length = Int(min(room, Int64(rest.readableBytes)))
            guard let slice = rest.readSlice(length: length) else { break }
            let number = Int(position / partSize) + 1
            let isStored = stored.contains(number)
            hasher.update(slice)
            if !isStored { bytes.append(slice) }
            if position % partSize == 0 { parts.append(take(number, length: partSize, isStored: isStored)) }
        }
        return parts
    }

    /// The last, shorter part; nil when the file ends with a whole one.
    package mutating func finish() -> Part? {
        let length = position % partSize
        guard length > 0, !isFinished else { return nil }
        isFinished = true
        let number = Int(position / partSize) + 1
        return take(number, length: length, isStored: stored.contains(number))
    }

    private mutating func take(_ number: Int, length: Int64, isStored: Bool) -> Part {
        defer { (bytes, crcBefore) = ([], hasher.crc) }
        return Part(
            number: number, length: length, bytes: isStored ? nil : bytes, hashAtEnd: hasher.state,
            crc32c: CRC32C.combine(crcBefore, hasher.crc, lengthOfB: length)
        )
    }

    /// The part size for a file: at least the store's minimum, grown so that the parts are few enough.
    ///
    /// Grown sizes are whole multiples of 256 KiB, which every upload form of Cloud Storage takes.
    package static func partSize(
        for size: Int64?, preferred: Int64, capabilities: ObjectStoreCapabilities
    ) -> Int64 {
        let base = max(1, preferred, capabilities.minimumPartSize)
        guard let size, capabilities.maximumPartCount > 0 else { return base }
        let count = Int64(capabilities.maximumPartCount)
        let needed = (size + count - 1) / count
        guard needed > base else { return base }
        let step: Int64 = 256 << 10
        return (needed + step - 1) / step * step
    }
}
