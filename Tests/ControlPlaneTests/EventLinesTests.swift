import NIOCore
import Testing

@testable import ControlPlane

struct EventLinesTests {
    @Test func `events are read from bytes in any pieces`() throws {
        let text = "data: one\r\n\r\n: comment\ndata:two\ndata: lines\n\nevent: x\n\ndata: [DONE]\n\n"
        for size in 1...7 {
            var lines = EventLines()
            var events: [String] = []
            var rest = Substring(text)
            while !rest.isEmpty {
                events += try lines.feed(ByteBuffer(string: String(rest.prefix(size))))
                rest = rest.dropFirst(size)
            }
            #expect(events == ["one", "two\nlines", "[DONE]"])
        }
    }

    @Test func `a line that does not end is an error`() {
        var lines = EventLines()
        #expect(throws: (any Error).self) { _ = try lines.feed(ByteBuffer(repeating: 120, count: 2 << 20)) }
    }
}
