import NIOCore
import Outbound
import Synchronization
import TestSupport
import Testing

struct OutboundClientTests {
    @Test func `503 twice, then 200, with the waits of full jitter`() async throws {
        let transport = OutboundFakeTransport { _, number in .fake(number < 2 ? 503 : 200, "n\(number)") }
        let time = OutboundTestPacer(random: 0.5)
        let client = OutboundClient(transport: transport, pacer: time.pacer)
        let request = OutboundRequest(.get, "https://a.example/", retry: RetryPolicy(attempts: 5))
        let response = try await client.send(request)
        #expect(response.status == 200)
        #expect(time.sleeps == [.milliseconds(500), .seconds(1)])
        #expect(response.refusals == 2)
    }

    @Test func `the last answer is given to the caller, body and all`() async throws {
        let transport = OutboundFakeTransport { _, _ in .fake(503, "sorry") }
        let client = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        let request = OutboundRequest(.get, "https://a.example/", retry: RetryPolicy(attempts: 3))
        let response = try await client.send(request)
        #expect(response.status == 503)
        let body = try await response.collect(upTo: 100)
        #expect(String(buffer: body) == "sorry")
        #expect(transport.requests.count == 3)
    }

    private static let wishes: [(headers: OutboundHeaders, body: String, wait: Duration)] = [
        (["Retry-After": "7"], "", .seconds(7)),
        (["RateLimit": #""api";r=0;t=9"#], "", .seconds(9)),
        ([:], #"{"error":{"code":429,"details":[{"@type":"x"},{"retryDelay":"3.5s"}]}}"#, .seconds(3.5)),
    ]

    @Test(arguments: wishes)
    func `a server's wish is kept`(headers: OutboundHeaders, body: String, wait: Duration) async throws {
        let transport = OutboundFakeTransport { _, number in
            number == 0 ? .fake(429, body, headers: headers) : .fake()
        }
        let time = OutboundTestPacer(random: 0)
        let client = OutboundClient(transport: transport, pacer: time.pacer)
        _ = try await client.send(OutboundRequest(.get, "https://a.example/", retry: .idempotent))
        #expect(time.sleeps == [wait])
    }

    @Test func `without a policy nothing is tried twice`() async throws {
        let transport = OutboundFakeTransport { request, _ in
            throw OutboundError(.connectionLost, url: request.url, cause: "reset")
        }
        let client = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        await #expect(throws: OutboundError.self) {
            _ = try await client.send(OutboundRequest(.post, "https://a.example/"))
        }
        #expect(transport.requests.count == 1)
    }

    @Test func `a body that cannot be made again is sent once`() async throws {
        let transport = OutboundFakeTransport { _, _ in .fake(503) }
        let client = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        var request = OutboundRequest(.put, "https://a.example/", retry: .idempotent)
        request.body = .stream(OutboundStream(ByteBuffer(string: "x")), length: 1, isReplayable: false)
        let response = try await client.send(request)
        #expect(response.status == 503)
        #expect(transport.requests.count == 1)
    }

    @Test func `redirects are followed to the bound and no further`() async throws {
        let transport = OutboundFakeTransport { request, _ in .fake(302, headers: ["Location": request.url + "x"]) }
        let client = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        let error = await #expect(throws: OutboundError.self) {
            _ = try await client.send(OutboundRequest(.get, "https://a.example/", redirects: .standard))
        }
        #expect(error?.code == .tooManyRedirects)
        #expect(transport.requests.count == 11)
    }

    @Test func `the token stays with its origin across a chain`() async throws {
        let transport = OutboundFakeTransport { request, number in
            switch number {
            case 0: .fake(302, headers: ["Location": "/same"])
            case 1: .fake(302, headers: ["Location": "https://cdn.example/b?sig=1"])
            case 2: .fake(302, headers: ["Location": "https://a.example/back"])
            default: .fake(200, request.url)
            }
        }
        let client = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        let headers: OutboundHeaders = ["Authorization": "Bearer t", "Range": "bytes=0-1"]
        let request = OutboundRequest(.get, "https://a.example/", headers: headers, redirects: .standard)
        _ = try await client.send(request)
        #expect(transport.requests.map { $0.headers["authorization"] } == ["Bearer t", "Bearer t", nil, nil])
        #expect(transport.requests.allSatisfy { $0.headers["range"] == "bytes=0-1" })
    }

    @Test func `what is recorded has no credentials`() async throws {
        let seen = Mutex<[RecordedRequest]>([])
        let transport = OutboundFakeTransport { _, _ in .fake() }
        let client = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer) { request in
            seen.withLock { $0.append(request) }
        }
        let headers: OutboundHeaders = ["Authorization": "Bearer t", "Content-Type": "application/json; charset=UTF-8"]
        let body = OutboundBody.bytes(ByteBuffer(string: "{}"))
        _ = try await client.send(OutboundRequest(.post, "https://a.example/x?y=z", headers: headers, body: body))
        let recorded = try #require(seen.withLock { $0 }.first)
        #expect(recorded.headers["Authorization"] == nil)
        #expect(recorded.headers["User-Agent"] == "llm-manager")
        #expect(recorded.json.map { String(buffer: $0) } == "{}")
    }
}
