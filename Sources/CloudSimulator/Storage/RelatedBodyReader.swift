import Hummingbird
import NIOCore

/// A multipart/related body of two parts (RFC 2387): JSON metadata, then content that is streamed.
struct RelatedBodyReader {
    private var body: RequestBody.AsyncIterator
    private var buffer = ByteBuffer()
    private let delimiter: [UInt8]
    private var hasEnded = false

    /// 400 for a Content-Type without a boundary.
    init(_ body: RequestBody, contentType: String) throws {
        guard contentType.hasPrefix("multipart/related"),
            let match = contentType.firstMatch(of: /boundary=(?:"([^"]+)"|'([^']+)'|([^;\s]+))/),
            let boundary = match.1 ?? match.2 ?? match.3
        else {
            throw GoogleError.invalidArgument("Missing or invalid boundary in the Content-Type of the multipart body.")
        }
        self.body = body.makeAsyncIterator()
        delimiter = Array("--\(boundary)".utf8)
    }

    /// Reads up to where the content begins.
    mutating func readHead() async throws -> (metadata: ByteBuffer, contentType: String?) {
        try await expect(delimiter + Array("\r\n".utf8), skipping: true)
        _ = try await readHeaders()
        guard let metadata = try await read(until: Array("\r\n".utf8) + delimiter) else { throw Self.malformed }
        try await expect(Array("\r\n".utf8), skipping: false)
        let headers = try await readHeaders()
        return (metadata, headers["content-type"])
    }

    /// The next piece of the content; `nil` at its end. A body that breaks off is an error.
    mutating func next() async throws -> ByteBuffer? {
        if hasEnded { return nil }
        let closing = Array("\r\n".utf8) + delimiter + Array("--".utf8)
        // The closing line can be followed by a line end, and by an epilogue of white space.
        let held = closing.count + 64
        while buffer.readableBytes <= held {
            guard let chunk = try await body.next() else {
                hasEnded = true
                guard let end = Self.lastOffset(of: closing, in: buffer) else { throw Self.malformed }
                let piece = buffer.readSlice(length: end)
                return piece.flatMap { $0.readableBytes > 0 ? $0 : nil }
            }
            append(chunk)
        }
        return buffer.readSlice(length: buffer.readableBytes - held)
    }

    private mutating func append(_ chunk: ByteBuffer) {
        var chunk = chunk
        buffer.discardReadBytes()
        buffer.writeBuffer(&chunk)
    }

    private mutating func more() async throws {
        guard buffer.readableBytes < 1 << 20, let chunk = try await body.next() else { throw Self.malformed }
        append(chunk)
    }

    /// Reads the given bytes; with `skipping`, what is before them (a preamble) is skipped.
    private mutating func expect(_ bytes: [UInt8], skipping: Bool) async throws {
        if skipping {
            guard try await read(until: bytes) != nil else { throw Self.malformed }
            return
        }
        while buffer.readableBytes < bytes.count { try await more() }
        guard buffer.readBytes(length: bytes.count) == bytes else { throw Self.malformed }
    }

    /// Reads up to and with the mark; what was before it is returned.
    private mutating func read(until mark: [UInt8]) async throws -> ByteBuffer? {
        while true {
            if let offset = Self.firstOffset(of: mark, in: buffer) {
                let before = buffer.readSlice(length: offset)
                buffer.moveReaderIndex(forwardBy: mark.count)
                return before
            }
            try await more()
        }
    }

    private mutating func readHeaders() async throws -> [String: String] {
        var headers: [String: String] = [:]
        while true {
            guard let line = try await read(until: Array("\r\n".utf8)) else { throw Self.malformed }
            if line.readableBytes == 0 { return headers }
            let pair = String(buffer: line).split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { throw Self.malformed }
            headers[pair[0].lowercased()] = String(pair[1].trimmingPrefix(while: \.isWhitespace))
        }
    }

    private static func firstOffset(of mark: [UInt8], in buffer: ByteBuffer) -> Int? {
        buffer.readableBytesView.firstRange(of: mark).map { $0.lowerBound - buffer.readerIndex }
    }

    private static func lastOffset(of mark: [UInt8], in buffer: ByteBuffer) -> Int? {
        buffer.readableBytesView.ranges(of: mark).last.map { $0.lowerBound - buffer.readerIndex }
    }

    private static var malformed: GoogleError {
        .invalidArgument("Malformed multipart body.")
    }
}
