package import NIOCore

/// Bytes in order, with back-pressure: the producer makes the next buffer when the consumer asks for it.
///
/// Consume it in one task, once. Dropping the iterator (or cancelling the task) ends the producer.
package struct ByteStream: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer
    package typealias Failure = any Error

    private let make: @Sendable () -> AsyncIterator

    package init<Base: AsyncSequence & Sendable>(_ base: Base) where Base.Element == ByteBuffer {
        make = {
            var iterator = base.makeAsyncIterator()
            return AsyncIterator { try await iterator.next() }
        }
    }

    /// The bytes already at hand, as one buffer (none when empty).
    package init(_ buffer: ByteBuffer) {
        make = {
            var rest: ByteBuffer? = buffer.readableBytes > 0 ? buffer : nil
            return AsyncIterator {
                defer { rest = nil }
                return rest
            }
        }
    }

    package func makeAsyncIterator() -> AsyncIterator { make() }

    /// Not `Sendable`: an iterator stays in the task that made it.
    package struct AsyncIterator: AsyncIteratorProtocol {
        package typealias Element = ByteBuffer
        private let advance: () async throws -> ByteBuffer?

        fileprivate init(_ advance: @escaping () async throws -> ByteBuffer?) { self.advance = advance }

        package mutating func next() async throws -> ByteBuffer? { try await advance() }
    }

    /// Everything in one buffer.
    ///
    /// - Throws: `Problem(.invalidRequest)` as soon as more than `limit` bytes have come.
    package func collect(upTo limit: Int) async throws -> ByteBuffer {
        var all = ByteBuffer()
        for try await var buffer in self {
            guard all.readableBytes + buffer.readableBytes <= limit else {
                throw Problem(.invalidRequest, "Too large", detail: "The answer is longer than \(limit) bytes")
            }
            if all.readableBytes == 0 { all = buffer } else { all.writeBuffer(&buffer) }
        }
        return all
    }
}
