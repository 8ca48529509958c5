import Hummingbird
import NIOCore

extension Request {
    /// The request with its body led through an effect, chunk by chunk, back-pressure kept.
    func passing(_ effect: BodyEffect) -> Request {
        var request = self
        request.body = RequestBody(asyncSequence: AffectedBody(base: body, effect: effect))
        return request
    }
}

/// A body led through an effect.
private struct AffectedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let base: RequestBody
    let effect: BodyEffect

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        let effect: BodyEffect

        mutating func next() async throws -> ByteBuffer? {
            guard let chunk = try await base.next() else { return nil }
            let outcome = try await effect.apply(to: chunk)
            if outcome.breaksOff { throw ConnectionCut() }
            return outcome.chunk
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator(), effect: effect)
    }
}
