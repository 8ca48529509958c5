import NIOCore

/// One event of a stream (WHATWG HTML, server-sent events).
struct ServerEvent: Sendable {
    var name: String
    var id: String?
    /// One line of JSON.
    var data: String
    /// An event that has not been written yet is replaced by a newer one with the same key; nil: never replaced.
    var key: String?

    init(name: String, id: String? = nil, data: some Encodable, key: String? = nil) throws {
        self.name = name
        self.id = id
        self.data = String(decoding: try JSONText.encode(data), as: UTF8.self)
        self.key = key
    }

    var bytes: ByteBuffer {
        var text = "event: \(name)\n"
        if let id { text += "id: \(id)\n" }
        text += "data: \(data)\n\n"
        return ByteBuffer(string: text)
    }
}
