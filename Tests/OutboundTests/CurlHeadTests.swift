import Testing

@testable import Outbound

struct CurlHeadTests {
    private static func read(_ lines: String...) -> (CurlHead, CurlHead.Step) {
        var head = CurlHead()
        var step = CurlHead.Step.open
        for line in lines { step = head.read(line + "\r\n") }
        return (head, step)
    }

    @Test func `a head is complete at its empty line`() {
        let (head, step) = Self.read("HTTP/1.1 200 OK", "A: 1", "a:  2 ", "Empty:", "")
        #expect(step == .complete)
        #expect(head.status == 200)
        #expect(head.headers.all("A") == ["1", "2"])
        #expect(head.headers["empty"] == "")
    }

    @Test func `interim heads are forgotten, a protocol switch is not`() {
        let (head, step) = Self.read("HTTP/1.1 103 Early Hints", "Link: x", "", "HTTP/2 204", "")
        #expect(step == .complete)
        #expect(head.status == 204)
        #expect(head.headers["Link"] == nil)
        #expect(Self.read("HTTP/1.1 101 Switching", "").1 == .complete)
    }

    @Test func `what comes after the head is not of it`() {
        let (head, _) = Self.read("HTTP/1.1 200 OK", "A: 1", "", "Trailer: 1", "")
        #expect(head.headers["Trailer"] == nil)
        #expect(head.isComplete)
    }

    @Test func `a folded line belongs to the one before`() {
        #expect(Self.read("HTTP/1.0 200", "A: 1", "  2", "").0.headers["A"] == "1 2")
    }

    @Test(arguments: [
        ["HTTP/1.1 abc"], ["HTTP/1.1"], ["HTTP/1.1 200 OK", "no colon"], ["HTTP/1.1 20 OK"],
        ["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked", ""],
        ["HTTP/1.1 200 OK", "A: " + String(repeating: "x", count: CurlHead.longest)],
    ])
    func `what cannot be used is refused`(lines: [String]) {
        var head = CurlHead()
        var last = CurlHead.Step.open
        for line in lines { last = head.read(line + "\r\n") }
        guard case .refused = last else {
            Issue.record("\(last)")
            return
        }
    }

    @Test func `chunked is what we expect`() {
        #expect(Self.read("HTTP/1.1 200 OK", "Transfer-Encoding: Chunked", "").1 == .complete)
    }
}
