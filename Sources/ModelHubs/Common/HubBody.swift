import Domain
import NIOCore
import Outbound

/// A download's bytes with a hub's errors told as `Problem`s, ending after `limit` bytes when there is one.
struct HubBody: AsyncSequence, Sendable {
    let hub: String
    let base: OutboundStream
    let limit: Int64?

    func makeAsyncIterator() -> Iterator { Iterator(hub: hub, base: base.makeAsyncIterator(), left: limit ?? .max) }

    struct Iterator: AsyncIteratorProtocol {
        let hub: String
        var base: OutboundStream.AsyncIterator
        var left: Int64

        mutating func next() async throws -> ByteBuffer? {
            guard left > 0 else { return nil }
            do {
                guard var buffer = try await base.next() else { return nil }
                if Int64(buffer.readableBytes) > left { buffer = buffer.readSlice(length: Int(left)) ?? ByteBuffer() }
                left -= Int64(buffer.readableBytes)
                return buffer
            } catch let error as OutboundError {
                if error.code == .cancelled || Task.isCancelled { throw CancellationError() }
                throw Problem(error, hub: hub)
            }
        }
    }
}
