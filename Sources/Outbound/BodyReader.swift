import AsyncHTTPClient
import NIOCore

/// Reads an answer's body with a bound on each wait. An actor, because an iterator may not cross tasks.
actor BodyReader {
    /// Nothing came in time; the exchange is over.
    struct Late: Error {}

    private var iterator: HTTPClientResponse.Body.AsyncIterator?

    init(_ body: HTTPClientResponse.Body) {
        iterator = body.makeAsyncIterator()
    }

    /// The next buffer, nil at the end.
    nonisolated func next(within limit: Duration?) async throws -> ByteBuffer? {
        guard let limit else { return try await read() }
        guard limit > .zero else {
            await close()
            throw Late()
        }
        return try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await self.read() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw Late()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func read() async throws -> ByteBuffer? {
        guard var taken = iterator else { return nil }
        iterator = nil
        let buffer = try await taken.next(isolation: self)
        if buffer != nil { iterator = taken }
        return buffer
    }

    private func close() {
        iterator = nil
    }
}
