package import Domain
package import NIOCore

/// A sliding window over one file: which ranges to fetch now, and the bytes that have come, in order.
///
/// Pure: it neither fetches nor waits. Ranges are asked for in order, at most `connections` at a time and only up to
/// what ``grant(_:)`` allows, so the bytes in flight are bounded by what was granted and not yet given back. Chunks
/// may arrive in any order; ``takeReady()`` hands them on in file order.
package struct TransferWindow: Sendable {
    /// One past the last byte of the file.
    package let size: Int64
    package let chunkSize: Int64
    package let connections: Int

    /// Everything below has been handed on.
    package private(set) var cursor: Int64
    /// Everything below has been asked for.
    package private(set) var asked: Int64
    /// Up to here the budget allows to ask.
    package private(set) var granted: Int64
    private var inFlight = 0
    private var waiting: [Int64: [ByteBuffer]] = [:]

    /// - Parameter position: the byte to begin with (a resumed file's part boundary).
    package init(position: Int64 = 0, size: Int64, chunkSize: Int64, connections: Int) {
        self.size = size
        self.chunkSize = max(1, chunkSize)
        self.connections = max(1, connections)
        cursor = position
        asked = position
        granted = position
    }

    /// Every byte has been handed on.
    package var isFinished: Bool { cursor >= size }

    /// Bytes asked for and not yet handed on: what this file holds or will hold in memory.
    package var bytesInFlight: Int64 { asked - cursor }

    /// How much to reserve next, so that whole parts are reserved; nil when nothing is missing or enough is at hand.
    ///
    /// - Parameter partSize: reservations end at multiples of it.
    package func nextReservation(partSize: Int64) -> Int64? {
        guard granted < size, granted - asked < partSize else { return nil }
        return min(partSize - granted % partSize, size - granted)
    }

    package mutating func grant(_ bytes: Int64) { granted = min(size, granted + bytes) }

    /// The next range to fetch, or nil when connections, budget or bytes are used up.
    package mutating func nextFetch() -> Range<Int64>? {
        let end = min(asked + chunkSize, granted)
        guard inFlight < connections, end > asked else { return nil }
        defer { asked = end }
        inFlight += 1
        return asked..<end
    }

    /// Takes a fetched range.
    ///
    /// - Throws: `truncated` when the buffers do not hold exactly the range.
    package mutating func receive(_ range: Range<Int64>, _ buffers: [ByteBuffer]) throws(Problem) {
        inFlight -= 1
        let length = buffers.reduce(Int64(0)) { $0 + Int64($1.readableBytes) }
        guard length == range.upperBound - range.lowerBound else {
            throw Problem(
                .truncated, "Wrong length",
                detail: "bytes \(range.lowerBound)–\(range.upperBound) were asked for, \(length) bytes came",
                isRetryable: true
            )
        }
        waiting[range.lowerBound] = buffers
    }

    /// The next bytes in file order, when they are there.
    package mutating func takeReady() -> [ByteBuffer]? {
        guard let buffers = waiting.removeValue(forKey: cursor) else { return nil }
        cursor += buffers.reduce(Int64(0)) { $0 + Int64($1.readableBytes) }
        return buffers
    }
}
