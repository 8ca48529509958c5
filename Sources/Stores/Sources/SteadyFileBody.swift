import Domain
import NIOCore
import NIOPosix

/// A part of a file, a megabyte at a time, of a file that must not change meanwhile.
///
/// Read on the thread pool when the consumer asks; the kernel is told what comes next, so that it reads ahead.
struct SteadyFileBody: AsyncSequence, Sendable {
    let file: OpenFile
    /// What messages call it.
    let path: String
    let version: FileVersion
    let range: Range<Int64>
    let pool: NIOThreadPool

    func makeAsyncIterator() -> Iterator { Iterator(body: self, position: range.lowerBound) }

    struct Iterator: AsyncIteratorProtocol {
        /// What the kernel is asked to read ahead, in bytes.
        private static let ahead: Int64 = 8 << 20

        let body: SteadyFileBody
        var position: Int64
        private var expected: Int64 = 0

        init(body: SteadyFileBody, position: Int64) {
            self.body = body
            self.position = position
        }

        /// - Throws: `digest-mismatch` when the file has changed since it was opened.
        mutating func next() async throws -> ByteBuffer? {
            try Task.checkCancellation()
            let end = body.range.upperBound
            guard position < end else { return nil }
            let (file, version, offset) = (body.file, body.version, position)
            let count = Int(Swift.min(end - offset, Int64(DirectoryFiles.chunk)))
            let isLast = offset + Int64(count) >= end
            var hint: Range<Int64>?
            if offset + Self.ahead / 2 >= expected {
                hint = offset..<Swift.min(end, offset + Self.ahead)
                expected = offset + Self.ahead
            }
            let buffer = try await body.pool.runIfActive { [hint] in
                if let hint { file.expect(hint) }
                let buffer = try file.read(count, at: offset)
                let isSteady = isLast || buffer.readableBytes < count ? try FileVersion(file) == version : true
                return isSteady ? buffer : ByteBuffer()
            }
            guard buffer.readableBytes > 0 else { throw Problem.changed(body.path, "it was written while it was read") }
            position += Int64(buffer.readableBytes)
            return buffer
        }
    }
}
