import Domain
import NIOCore
import Outbound

/// An object's bytes, with the transport's errors told as `Problem`s.
struct StorageBody: AsyncSequence, Sendable {
    let bucket: String
    let base: OutboundStream

    func makeAsyncIterator() -> Iterator { Iterator(bucket: bucket, base: base.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        let bucket: String
        var base: OutboundStream.AsyncIterator

        mutating func next() async throws -> ByteBuffer? {
            do {
                return try await base.next()
            } catch let error as OutboundError {
                if error.code == .cancelled || Task.isCancelled { throw CancellationError() }
                throw Problem(error, bucket: bucket)
            }
        }
    }
}
