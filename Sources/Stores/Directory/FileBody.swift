import Domain
import NIOCore
import NIOPosix

/// A part of a file, a megabyte at a time, read on the thread pool when the consumer asks.
struct FileBody: AsyncSequence, Sendable {
    let file: OpenFile
    let range: Range<Int64>
    let pool: NIOThreadPool

    func makeAsyncIterator() -> Iterator { Iterator(body: self, position: range.lowerBound) }

    struct Iterator: AsyncIteratorProtocol {
        let body: FileBody
        var position: Int64

        mutating func next() async throws -> ByteBuffer? {
            try Task.checkCancellation()
            let count = Int(Swift.min(body.range.upperBound - position, Int64(DirectoryFiles.chunk)))
            guard count > 0 else { return nil }
            let file = body.file
            let offset = position
            let buffer = try await body.pool.runIfActive { try file.read(count, at: offset) }
            guard buffer.readableBytes > 0 else {
                throw Problem(.truncated, "The file is shorter than it was", detail: "\(file.path) ended early")
            }
            position += Int64(buffer.readableBytes)
            return buffer
        }
    }
}
