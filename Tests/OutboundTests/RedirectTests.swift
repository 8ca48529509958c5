import NIOCore
import Testing

@testable import Outbound

struct RedirectTests {
    private static func target(
        _ location: String,
        from url: String,
        status: Int = 302,
        method: OutboundRequest.Method = .get
    ) throws -> OutboundRequest? {
        let headers: OutboundHeaders = ["Location": location]
        let body = OutboundStream(ByteBuffer())
        let response = OutboundResponse(status: status, headers: headers, body: body, url: url)
        let request = OutboundRequest(method, url, headers: ["Authorization": "t", "Content-Type": "a/b"])
        return try Redirect(response, to: request, startedAt: url)?.request
    }

    @Test(arguments: [
        ("https://b.example/x", "https://a.example/"), ("https://b.example/", "http://a.example/"),
        ("http://127.0.0.1:2/x", "http://127.0.0.1:1/"), ("http://localhost/x", "http://127.0.0.1:1/"),
        ("http://b.example/", "http://a.example/"), ("https://8.8.8.8/", "https://a.example/"),
    ])
    func `these are followed, without the token`(location: String, url: String) throws {
        let next = try #require(try Self.target(location, from: url))
        #expect(next.url == location)
        #expect(next.headers["Authorization"] == nil)
    }

    @Test(arguments: [
        "http://b.example/", "ftp://b.example/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/",
        "https://169.254.169.254/computeMetadata/", "https://localhost/", "https://metadata.google.internal/",
        "https://2130706433/", "https://0x7f.1/", "https://[::ffff:127.0.0.1]/", "https://[fd00::1]/",
        "https://[fe80::1]/", "https://intranet/", "https://user:pw@b.example/", "https://192.168.1.1./",
    ])
    func `these are refused from a public origin over https`(location: String) {
        let error = #expect(throws: OutboundError.self) { try Self.target(location, from: "https://a.example/") }
        #expect(error?.code == .redirectRefused)
    }

    @Test func `relative locations keep origin and token`() throws {
        let next = try #require(try Self.target("../c?d=e", from: "https://a.example/x/y/z"))
        #expect(next.url == "https://a.example/x/c?d=e")
        #expect(next.headers["Authorization"] == "t")
    }

    @Test func `another port is another origin`() throws {
        let next = try #require(try Self.target("http://127.0.0.1:2/", from: "http://127.0.0.1:1/"))
        #expect(next.headers["Authorization"] == nil)
    }

    @Test(arguments: [
        (303, OutboundRequest.Method.put, OutboundRequest.Method.get), (302, .post, .get), (301, .post, .get),
        (307, .post, .post), (308, .put, .put), (302, .head, .head), (303, .head, .head),
    ])
    func `the method follows RFC 9110`(status: Int, method: OutboundRequest.Method, then: OutboundRequest.Method) throws
    {
        let next = try #require(
            try Self.target("https://a.example/b", from: "https://a.example/", status: status, method: method))
        #expect(next.method == then)
    }

    @Test func `a 308 without location continues an upload`() throws {
        let response = OutboundResponse(
            status: 308, headers: ["Range": "bytes=0-9"], body: OutboundStream(ByteBuffer()), url: "")
        #expect(
            try Redirect(response, to: OutboundRequest(.put, "https://a.example/"), startedAt: "")?.request.url == nil)
    }
}
