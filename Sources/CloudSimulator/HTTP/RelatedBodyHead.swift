import Hummingbird
import NIOCore
import Synchronization

/// Looks over the shoulder of whoever reads a multipart/related body, to know the metadata of the upload.
final class RelatedBodyHead: Sendable {
    private static let limit = 65_536
    private let contentType: String
    private let buffer = Mutex(ByteBuffer())

    /// Nil for a body of another type.
    init?(contentType: String?) {
        guard let contentType, contentType.hasPrefix("multipart/related") else { return nil }
        self.contentType = contentType
    }

    /// Keeps the beginning of the body.
    func take(_ chunk: ByteBuffer) {
        buffer.withLock { buffer in
            let room = Self.limit - buffer.readableBytes
            guard room > 0, let piece = chunk.getSlice(at: chunk.readerIndex, length: min(room, chunk.readableBytes))
            else { return }
            buffer.writeImmutableBuffer(piece)
        }
    }

    /// The first part, where it was JSON and what was taken reaches beyond it.
    func metadata() async -> JSONValue? {
        let taken = buffer.withLock { $0 }
        guard var reader = try? RelatedBodyReader(RequestBody(buffer: taken), contentType: contentType),
            let head = try? await reader.readHead()
        else { return nil }
        return try? JSONValue(parsing: head.metadata)
    }
}
