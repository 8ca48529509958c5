import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// The response with its body led through an effect, chunk by chunk, back-pressure kept.
    func passing(_ effect: BodyEffect, atEnd: (@Sendable () -> Void)? = nil) -> Response {
        var response = self
        let original = body
        response.body = ResponseBody(contentLength: original.contentLength) { writer in
            defer { atEnd?() }
            try await original.write(AffectedWriter(base: writer, effect: effect))
        }
        return response
    }
}

/// A writer that leads what it is given through an effect.
private struct AffectedWriter: ResponseBodyWriter {
    var base: any ResponseBodyWriter
    let effect: BodyEffect

    mutating func write(_ buffer: ByteBuffer) async throws {
        let outcome = try await effect.apply(to: buffer)
        if outcome.chunk.readableBytes > 0 { try await base.write(outcome.chunk) }
        if outcome.breaksOff { throw ConnectionCut() }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await base.finish(trailingHeaders)
    }
}
