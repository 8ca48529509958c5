import Domain
import GoogleCloud
import NIOCore
import Outbound

/// An object's bytes from one generation to the end, over as many answers as it takes: one that breaks off is gone on
/// with at the next byte. Errors are `Problem`s.
struct ResumingBody: AsyncSequence, Sendable {
    let store: CloudStore
    let key: String
    let first: StorageReading
    /// Of the first byte, in the object.
    let start: Int64

    func makeAsyncIterator() -> Iterator {
        Iterator(body: self, base: first.body.makeAsyncIterator(), position: start)
    }

    struct Iterator: AsyncIteratorProtocol {
        let body: ResumingBody
        var base: OutboundStream.AsyncIterator
        var position: Int64
        /// Counts breaks without a byte between them.
        var schedule = RetrySchedule(.idempotent)

        mutating func next() async throws -> ByteBuffer? {
            while true {
                do {
                    guard let buffer = try await base.next() else { return nil }
                    position += Int64(buffer.readableBytes)
                    schedule = RetrySchedule(.idempotent)
                    return buffer
                } catch let error as OutboundError {
                    if error.code == .cancelled || Task.isCancelled { throw CancellationError() }
                    try await goOn(after: error)
                }
            }
        }

        /// Only within the same generation: otherwise the bytes would be of two objects.
        private mutating func goOn(after error: OutboundError) async throws {
            let (store, first) = (body.store, body.first)
            let pacer = store.storage.api.outbound.pacer
            guard error.isRetryable, let generation = first.generation, let length = first.length,
                let wait = schedule.delay(hint: error.retryAfter, elapsed: .zero, random: pacer.random())
            else { throw Problem(error, bucket: store.bucket) }
            try await pacer.sleep(wait)
            let (position, left) = (position, body.start + length - position)
            let again = try await translating(bucket: store.bucket) {
                try await store.storage.read(
                    store.bucket, body.key, generation: generation, offset: position, length: left
                )
            }
            base = again.body.makeAsyncIterator()
        }
    }
}
