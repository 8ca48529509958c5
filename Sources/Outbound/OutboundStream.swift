package import NIOCore

/// Bytes in order, with back-pressure. Consume it in one task; dropping the iterator ends the transfer.
package struct OutboundStream: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer
    package typealias Failure = any Error

    private let make: @Sendable () -> AsyncIterator

    /// - Parameter make: called for every iteration; gives the function that yields the next buffer, nil at the end.
    package init(_ make: @escaping @Sendable () -> (() async throws -> ByteBuffer?)) {
        self.make = { AsyncIterator(make()) }
    }

    package init<Base: AsyncSequence & Sendable>(_ base: Base) where Base.Element == ByteBuffer {
        make = {
            var iterator = base.makeAsyncIterator()
            return AsyncIterator { try await iterator.next() }
        }
    }

    /// The bytes already at hand, `chunk` of them at a time.
    package init(_ buffer: ByteBuffer, chunk: Int = 1 << 18) {
        make = {
            var rest = buffer
            return AsyncIterator {
                rest.readSlice(length: Swift.min(chunk, rest.readableBytes)).flatMap { $0.nonEmpty }
            }
        }
    }

    /// Buffers already at hand, one after the other, each at most `chunk` bytes at a time.
    package init(_ buffers: [ByteBuffer], chunk: Int = 1 << 18) {
        make = {
            var rest = buffers[...]
            return AsyncIterator {
                while var first = rest.first {
                    let slice = first.readSlice(length: Swift.min(chunk, first.readableBytes)).flatMap { $0.nonEmpty }
                    if first.readableBytes > 0 { rest[rest.startIndex] = first } else { rest.removeFirst() }
                    if let slice { return slice }
                }
                return nil
            }
        }
    }

    package func makeAsyncIterator() -> AsyncIterator { make() }

    /// Not `Sendable`: an iterator stays in the task that made it.
    package struct AsyncIterator: AsyncIteratorProtocol {
        private let advance: () async throws -> ByteBuffer?

        fileprivate init(_ advance: @escaping () async throws -> ByteBuffer?) { self.advance = advance }

        package mutating func next() async throws -> ByteBuffer? { try await advance() }
    }
}

extension ByteBuffer {
    fileprivate var nonEmpty: ByteBuffer? { readableBytes > 0 ? self : nil }
}
