package import Domain
package import NIOCore

/// A sliding window over one file: which ranges to fetch now, and the bytes that have come, in order.
///
/// Pure: it neither fetches nor waits. Ranges are asked for in order, only up to what ``grant(_:)`` allows and not
/// further ahead of the cursor than the caller wants, so the bytes in flight are bounded twice. Bytes may arrive on any
/// range at any time; ``takeReady()`` hands them on in file order, the front range's as soon as they are there.
package struct TransferWindow: Sendable {
    /// One past the last byte of the file; `Int64.max` as long as it is not known.
    package private(set) var size: Int64

    /// Everything below has been handed on.
    package private(set) var cursor: Int64
    /// Everything below has been asked for.
    package private(set) var asked: Int64
    /// Up to here the budget allows to ask.
    package private(set) var granted: Int64
    /// Ranges that are fetched now, or wait for their turn to be handed on; in file order.
    private var pieces: [Piece] = []

    private struct Piece {
        var range: Range<Int64>
        /// Everything of the range below has arrived.
        var position: Int64
        var waiting: [ByteBuffer] = []
    }

    /// - Parameter position: the byte to begin with (a resumed file's part boundary).
    package init(position: Int64 = 0, size: Int64) {
        self.size = size
        cursor = position
        asked = position
        granted = position
    }

    /// Every byte has been handed on.
    package var isFinished: Bool { cursor >= size }
    /// Nothing is left to ask for.
    package var isAsked: Bool { asked >= size }

    /// Bytes asked for and not yet handed on: what this file holds or will hold in memory.
    package var bytesInFlight: Int64 { asked - cursor }

    /// Ranges that are not complete yet.
    package var open: Int { pieces.count { $0.position < $0.range.upperBound } }

    /// How much to reserve next, so that whole parts are reserved; nil when nothing is missing or enough is at hand.
    ///
    /// - Parameters:
    ///   - partSize: reservations end at multiples of it.
    ///   - chunk: what the next range would like to have.
    package func nextReservation(partSize: Int64, chunk: Int64) -> Int64? {
        guard granted < size, granted - asked < max(partSize, chunk) else { return nil }
        return min(partSize - granted % partSize, size - granted)
    }

    package mutating func grant(_ bytes: Int64) { granted = min(size, granted + bytes) }

    /// The next range to fetch, or nil when budget or bytes are used up, or it would lie too far ahead.
    ///
    /// - Parameters:
    ///   - chunk: the range's length at most.
    ///   - ahead: bytes in flight at most, but one range is always allowed.
    package mutating func nextFetch(chunk: Int64, ahead: Int64) -> Range<Int64>? {
        let end = min(asked + max(1, chunk), granted)
        guard end > asked, pieces.isEmpty || end - cursor <= ahead else { return nil }
        defer { asked = end }
        pieces.append(Piece(range: asked..<end, position: asked))
        return asked..<end
    }

    /// Up to where a range has arrived.
    package func position(of start: Int64) -> Int64? { index(of: start).map { pieces[$0].position } }

    /// Takes bytes of the range that begins at `start`; they follow what has arrived of it.
    ///
    /// - Throws: `truncated` when they do not fit into the range.
    package mutating func receive(_ bytes: ByteBuffer, at start: Int64) throws(Problem) {
        let length = Int64(bytes.readableBytes)
        guard let index = index(of: start), pieces[index].position + length <= pieces[index].range.upperBound else {
            throw Problem(
                .truncated, "Wrong length",
                detail: "\(length) bytes came for a range at \(start) that does not take them", isRetryable: true
            )
        }
        pieces[index].position += length
        pieces[index].waiting.append(bytes)
    }

    /// Takes bytes that nobody has asked for as a range: the next ones of a connection that brings the whole file.
    ///
    /// - Throws: `truncated` when they go beyond what is granted.
    package mutating func append(_ bytes: ByteBuffer) throws(Problem) {
        let start = asked
        let length = Int64(bytes.readableBytes)
        guard start + length <= granted else {
            throw Problem(.truncated, "Wrong length", detail: "\(length) bytes came at \(start), not reserved for")
        }
        asked += length
        pieces.append(Piece(range: start..<asked, position: asked, waiting: [bytes]))
    }

    /// The file ends here: its size was not known.
    package mutating func end() { size = asked }

    /// The next bytes in file order, when there are any.
    package mutating func takeReady() -> [ByteBuffer]? {
        var ready: [ByteBuffer] = []
        while let first = pieces.first, first.range.lowerBound <= cursor {
            ready += first.waiting
            cursor = first.position
            pieces[0].waiting = []
            guard first.position == first.range.upperBound else { break }
            pieces.removeFirst()
        }
        return ready.isEmpty ? nil : ready
    }

    private func index(of start: Int64) -> Int? { pieces.firstIndex { $0.range.lowerBound == start } }
}
