package import NIOCore

/// The head of an answer and its body as it comes. Any status is a response; only what has no answer is thrown.
package struct OutboundResponse: Sendable {
    package var status: Int
    package var headers: OutboundHeaders
    package var body: OutboundStream
    /// The URL that answered, after redirects. May carry a signature: not for logs.
    package var url: String
    /// How often the server said 429 or 503 before it gave this answer: it wants fewer requests at a time.
    package var refusals = 0

    package init(status: Int, headers: OutboundHeaders, body: OutboundStream, url: String) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// `Content-Length`, where the server says it.
    package var contentLength: Int64? { headers["Content-Length"].flatMap { Int64($0) } }

    /// The whole body in one buffer.
    ///
    /// - Throws: `OutboundError` with code `tooLarge` as soon as more than `limit` bytes have come.
    package func collect(upTo limit: Int) async throws -> ByteBuffer {
        var all = ByteBuffer()
        for try await var buffer in body {
            guard all.readableBytes + buffer.readableBytes <= limit else {
                throw OutboundError(.tooLarge, url: url, cause: "the answer is longer than \(limit) bytes")
            }
            if all.readableBytes == 0 { all = buffer } else { all.writeBuffer(&buffer) }
        }
        return all
    }

    /// At most `limit` bytes of the body, for showing an error; the rest is given up.
    package func prefix(upTo limit: Int) async -> ByteBuffer {
        var all = ByteBuffer()
        do {
            for try await var buffer in body {
                if all.readableBytes + buffer.readableBytes > limit {
                    buffer = buffer.getSlice(at: buffer.readerIndex, length: limit - all.readableBytes) ?? ByteBuffer()
                }
                all.writeBuffer(&buffer)
                if all.readableBytes >= limit { break }
            }
        } catch {
            return all
        }
        return all
    }
}
