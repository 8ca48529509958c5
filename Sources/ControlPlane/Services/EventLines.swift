import Domain
import NIOCore

/// The data of server-sent events, out of bytes that come in any pieces (WHATWG HTML, 9.2.6).
struct EventLines: Sendable {
    private static let longestLine = 1 << 20
    private var rest = ByteBuffer()
    private var data: [String] = []

    /// - Throws: `engine-failed` for a line that does not end.
    mutating func feed(_ more: ByteBuffer) throws -> [String] {
        var more = more
        rest.writeBuffer(&more)
        var events: [String] = []
        while let end = rest.readableBytesView.firstIndex(of: 10) {
            let length = end - rest.readerIndex
            var line = rest.readString(length: length) ?? ""
            rest.moveReaderIndex(forwardBy: 1)
            if line.hasSuffix("\r") { line.removeLast() }
            if line.isEmpty {
                if !data.isEmpty { events.append(data.joined(separator: "\n")) }
                data = []
            } else if line.hasPrefix("data:") {
                let value = line.dropFirst(5)
                data.append(String(value.first == " " ? value.dropFirst() : value))
            }
        }
        guard rest.readableBytes <= Self.longestLine else {
            throw Problem(
                .engineFailed, "The engine's answer cannot be read", detail: "a line of its stream does not end",
                fix: "Look into the service's logs."
            )
        }
        rest.discardReadBytes()
        return events
    }
}
