import NIOCore
import Outbound
import Testing

struct NIOTransportTests {
    /// A transport, ended when the test ends.
    private static func with(
        _ settings: TransportSettings = TransportSettings(),
        _ body: (NIOTransport) async throws -> Void
    ) async throws {
        let transport = NIOTransport(settings)
        try await body(transport)
        try await transport.shutdown()
    }

    private static func code(_ body: () async throws -> Void) async -> OutboundError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? OutboundError)?.code
        }
    }

    private static let impatient = OutboundTimeouts(
        head: .milliseconds(300),
        stall: .init(bytesPerSecond: 1000, window: .milliseconds(300))
    )

    @Test(arguments: [OutboundRequest.Traffic.api, .bulk])
    func `method, headers and body arrive, the answer comes back`(traffic: OutboundRequest.Traffic) async throws {
        try await ScriptedServer.with { request, reply in
            let text = "\(request.line)|\(request.headers["x-a"] ?? "")|\(String(buffer: request.body))"
            try await reply.answer("201 Created", ["X-B": "two"], body: text)
        } _: { base in
            try await Self.with { transport in
                let request = OutboundRequest(
                    .put, base + "/a%2Fb?c=d", headers: ["X-A": "one"], body: .bytes(ByteBuffer(string: "hello")),
                    traffic: traffic)
                let response = try await transport.execute(request)
                #expect(response.status == 201)
                #expect(response.headers["x-b"] == "two")
                let body = try await response.collect(upTo: 1000)
                #expect(String(buffer: body) == "PUT /a%2Fb?c=d HTTP/1.1|one|hello")
            }
        }
    }

    @Test func `a streamed body of known length arrives whole`() async throws {
        try await ScriptedServer.with { request, reply in
            try await reply.answer(body: "\(request.body.readableBytes)")
        } _: { base in
            try await Self.with { transport in
                let bytes = ByteBuffer(repeating: 7, count: 3_000_000)
                let stream = OutboundStream(bytes, chunk: 100_000)
                var request = OutboundRequest(.post, base, traffic: .bulk)
                request.body = .stream(stream, length: 3_000_000, isReplayable: true)
                let streamed = try await transport.execute(request).collect(upTo: 100)
                #expect(String(buffer: streamed) == "3000000")
                request.body = .bytes(bytes)
                let sent = try await transport.execute(request).collect(upTo: 100)
                #expect(String(buffer: sent) == "3000000")
            }
        }
    }

    @Test func `a body that ends early is truncated, not short`() async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            try await reply.close()
        } _: { base in
            try await Self.with { transport in
                let code = await Self.code {
                    _ = try await transport.execute(OutboundRequest(.get, base)).collect(upTo: 1000)
                }
                #expect(code == .truncated || code == .connectionLost)
            }
        }
    }

    @Test func `a reset before the answer is a lost connection`() async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.reset()
        } _: { base in
            try await Self.with { transport in
                let code = await Self.code { _ = try await transport.execute(OutboundRequest(.get, base)) }
                #expect(code == .connectionLost)
            }
        }
    }

    @Test func `an answer that does not come times out`() async throws {
        try await ScriptedServer.with { _, _ in
        } _: { base in
            try await Self.with { transport in
                var request = OutboundRequest(.get, base)
                request.timeouts = Self.impatient
                let code = await Self.code { _ = try await transport.execute(request) }
                #expect(code == .timedOut)
            }
        }
    }

    @Test(arguments: ["", "x"])
    func `a body that stops or drips has stalled`(drip: String) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc")
            while !drip.isEmpty {
                try await reply.send(drip)
                try await Task.sleep(for: .milliseconds(20))
            }
        } _: { base in
            try await Self.with { transport in
                var request = OutboundRequest(.get, base, traffic: .bulk)
                request.timeouts = Self.impatient
                request.timeouts.head = .seconds(600)
                let response = try await transport.execute(request)
                let code = await Self.code { _ = try await response.collect(upTo: 2_000_000) }
                #expect(code == .stalled)
            }
        }
    }

    @Test func `time in which the consumer holds back is not a stall`() async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.answer(body: String(repeating: "x", count: 4_000_000))
        } _: { base in
            try await Self.with { transport in
                var request = OutboundRequest(.get, base, traffic: .bulk)
                // The window is long, so that a busy machine's pauses do not fill it; the consumer's one does.
                let window = Duration.seconds(4)
                request.timeouts = OutboundTimeouts(
                    head: .seconds(120), stall: .init(bytesPerSecond: 1000, window: window))
                var count = 0
                for try await buffer in try await transport.execute(request).body {
                    if count == 0 { try await Task.sleep(for: window + .milliseconds(500)) }
                    count += buffer.readableBytes
                }
                #expect(count == 4_000_000)
            }
        }
    }

    /// The server never ends its body and no other bound is set, so that only the total one can end the exchange: where
    /// it does, in the body or (on a machine that is busy) before the head, the answer is the same.
    @Test func `a total bound ends an answer that has begun`() async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
        } _: { base in
            try await Self.with { transport in
                var request = OutboundRequest(.get, base)
                request.timeouts = OutboundTimeouts(head: .seconds(600), stall: nil, total: .seconds(1))
                let code = await Self.code { _ = try await transport.execute(request).collect(upTo: 2000) }
                #expect(code == .timedOut)
            }
        }
    }

    @Test func `a total bound that is over before the body is read ends it at once`() async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
        } _: { base in
            try await Self.with { transport in
                var request = OutboundRequest(.get, base)
                let total = Duration.seconds(3)
                request.timeouts = OutboundTimeouts(head: .seconds(600), stall: nil, total: total)
                let code = await Self.code {
                    let response = try await transport.execute(request)
                    try await Task.sleep(for: total)
                    _ = try await response.collect(upTo: 2000)
                }
                #expect(code == .timedOut)
            }
        }
    }

    @Test func `nobody listening is told apart, without the query`() async throws {
        try await Self.with { transport in
            let error = await #expect(throws: OutboundError.self) {
                _ = try await transport.execute(OutboundRequest(.get, "http://127.0.0.1:1/a?secret=x"))
            }
            #expect(error?.code == .connectFailed)
            #expect(error?.isRetryable == true)
            #expect(error.map { "\($0)".contains("secret") } == false)
            #expect(error?.place == "http://127.0.0.1:1/a")
        }
    }

    @Test func `cancelling the task ends the request`() async throws {
        try await ScriptedServer.with { _, _ in
        } _: { base in
            try await Self.with { transport in
                await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await transport.execute(OutboundRequest(.get, base)) }
                    group.cancelAll()
                    await #expect(throws: CancellationError.self) { try await group.waitForAll() }
                }
            }
        }
    }

    @Test func `after shutdown nothing is sent`() async throws {
        let transport = NIOTransport()
        try await transport.shutdown()
        let code = await Self.code { _ = try await transport.execute(OutboundRequest(.get, "http://127.0.0.1:1")) }
        #expect(code == .shutDown)
    }

    @Test func `http goes through the proxy of the variables, this machine does not`() async throws {
        try await ScriptedServer.with { request, reply in
            try await reply.answer(body: "proxied \(request.path)")
        } _: { base in
            let settings = TransportSettings(environment: ["http_proxy": base])
            try await Self.with(settings) { transport in
                let response = try await transport.execute(OutboundRequest(.get, "http://hub.example/model"))
                let text = try await String(buffer: response.collect(upTo: 1000))
                #expect(text.hasPrefix("proxied "))
                #expect(text.hasSuffix("/model"))
                let direct = try await transport.execute(OutboundRequest(.get, base + "/direct"))
                let answer = try await direct.collect(upTo: 1000)
                #expect(String(buffer: answer) == "proxied /direct")
            }
        }
    }
}
