import NIOCore

/// One event of a stream (WHATWG HTML, server-sent events).
struct ServerEvent: Sendable {
    var name: String
    /// As it goes out; made once, however many readers there are.
    var bytes: ByteBuffer
    /// An event that has not been written yet is replaced by a newer one with the same key; nil: never replaced.
    var key: String?

    init(name: String, id: String? = nil, data: some Encodable, key: String? = nil) throws {
        let json = try JSONText.encode(data)
        self.name = name
        self.key = key
        bytes = ByteBuffer(string: "event: \(name)\n")
        if let id { bytes.writeString("id: \(id)\n") }
        // One line: JSON without line breaks.
        bytes.writeString("data: ")
        bytes.writeBytes(json)
        bytes.writeString("\n\n")
    }
}
