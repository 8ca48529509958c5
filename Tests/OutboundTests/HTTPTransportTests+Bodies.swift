import NIOCore
import Outbound
import TestSupport
import Testing

/// Bytes in both directions: framing, back-pressure, and ends that come too early.
@Suite(.timeLimit(.minutes(10))) struct HTTPTransportBodyTests {
    private static let answers: [(head: String, body: String)] = [
        ("Content-Length: 0", ""),
        ("Content-Length: 5", "hello"),
        ("Transfer-Encoding: chunked", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: t\r\n\r\n"),
        ("Connection: close", "hello"),
    ]

    @Test(arguments: TransportKind.allCases, answers)
    func `a body is read however it is framed`(
        kind: TransportKind, answer: (head: String, body: String)
    ) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\n\(answer.head)\r\n\r\n\(answer.body)")
            if answer.head.hasSuffix("close") { try await reply.close() }
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let response = try await transport.execute(OutboundRequest(.get, base))
                let text = try await response.text()
                #expect(text == (answer.body.isEmpty || answer.body.hasPrefix("0") ? "" : "hello"))
                #expect(response.headers["Trailer"] == nil)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a body that is sent arrives whole, its length known or not`(kind: TransportKind) async throws {
        try await ScriptedServer.with { request, reply in
            let framing = request.headers["content-length"] ?? request.headers["transfer-encoding"] ?? "none"
            let isRight = Array(request.body.readableBytesView) == DeterministicBytes.make(request.body.readableBytes)
            try await reply.answer(body: "\(request.body.readableBytes) \(framing) \(isRight)")
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.post, base, traffic: .bulk)
                for size in [0, 1, 3_000_000] {
                    let bytes = DeterministicBytes.buffer(size)
                    request.body = .stream(
                        OutboundStream(bytes, chunk: 99_999), length: Int64(size), isReplayable: true)
                    let known = try await transport.execute(request).text()
                    #expect(known == "\(size) \(size) true")
                    request.body = .stream(OutboundStream(bytes, chunk: 99_999), length: nil, isReplayable: true)
                    let unknown = try await transport.execute(request).text()
                    #expect(unknown == "\(size) chunked true")
                    request.body = .bytes(bytes)
                    let atHand = try await transport.execute(request).text()
                    #expect(atHand == "\(size) \(size) true")
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases, [2, 4])
    func `a body that has not the announced length is an error of the body`(
        kind: TransportKind, length: Int64
    ) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.answer()
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.put, base, timeouts: TestTransport.patient)
                let stream = OutboundStream(ByteBuffer(string: "abc"), chunk: 1)
                request.body = .stream(stream, length: length, isReplayable: true)
                let code = await TestTransport.code { _ = try await transport.execute(request) }
                #expect(code == .invalidBody)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `an error of the body's producer comes back as it is`(kind: TransportKind) async throws {
        struct Broken: Error {}
        try await ScriptedServer.with { _, reply in
            try await reply.answer()
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.put, base, timeouts: TestTransport.patient)
                let stream = OutboundStream {
                    var isFirst = true
                    return {
                        guard isFirst else { throw Broken() }
                        isFirst = false
                        return ByteBuffer(string: "abc")
                    }
                }
                request.body = .stream(stream, length: 100, isReplayable: false)
                await #expect(throws: Broken.self) { _ = try await transport.execute(request) }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a reader who holds back holds back the server`(kind: TransportKind) async throws {
        let (total, piece) = (96 << 20, 1 << 20)
        let sent = Counter()
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            let bytes = ByteBuffer(repeating: 7, count: piece)
            for _ in 0..<(total / piece) {
                try await reply.push(bytes)
                sent.add(piece)
            }
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let request = OutboundRequest(.get, base, traffic: .bulk, timeouts: TestTransport.patient)
                var count = 0
                for try await buffer in try await transport.execute(request).body {
                    if count == 0 {
                        let ahead = try await TestTransport.settled { sent.value }
                        #expect(ahead < total / 2, "\(ahead) bytes were taken while nobody read them")
                    }
                    count += buffer.readableBytes
                }
                #expect(count == total)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a server that holds back holds back the producer`(kind: TransportKind) async throws {
        let (total, piece) = (96 << 20, 1 << 20)
        let made = Counter()
        let mayRead = Signal()
        try await ScriptedServer.raw { wire in
            _ = try await wire.head()
            await mayRead.wait()
            var count = 0
            while count < total, let bytes = try await wire.read() { count += bytes.readableBytes }
            try await wire.reply.answer(body: "\(count)")
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.put, base, traffic: .bulk, timeouts: TestTransport.patient)
                let stream = OutboundStream {
                    var left = total / piece
                    return {
                        guard left > 0 else { return nil }
                        left -= 1
                        made.add(piece)
                        return ByteBuffer(repeating: 7, count: piece)
                    }
                }
                request.body = .stream(stream, length: Int64(total), isReplayable: false)
                async let answer = transport.execute(request).text()
                let ahead = try await TestTransport.settled { made.value }
                #expect(ahead < total / 2, "\(ahead) bytes were made while nobody read them")
                mayRead.fire()
                let text = try await answer
                #expect(text == "\(total)")
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `an early refusal is the answer, however much is still to be sent`(kind: TransportKind) async throws {
        try await ScriptedServer.raw { wire in
            _ = try await wire.head()
            _ = try await wire.read()
            try await wire.reply.answer("413 Too Large", ["Connection": "close"], body: "too large")
            // What still comes is read, so that the answer is not lost to a reset.
            while try await wire.read() != nil {}
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.put, base, traffic: .bulk, timeouts: TestTransport.patient)
                let stream = OutboundStream { { ByteBuffer(repeating: 7, count: 1 << 16) } }
                request.body = .stream(stream, length: 1 << 40, isReplayable: false)
                let response = try await transport.execute(request)
                #expect(response.status == 413)
                let text = try await response.text()
                #expect(text == "too large")
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `an answer may be read while the request is still being sent`(kind: TransportKind) async throws {
        let wasRead = Signal()
        try await ScriptedServer.raw { wire in
            _ = try await wire.head()
            try await wire.reply.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
            var count = 0
            while count < 6, let bytes = try await wire.read() { count += bytes.readableBytes }
            try await wire.reply.send("def")
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.put, base, traffic: .bulk, timeouts: TestTransport.patient)
                let stream = OutboundStream {
                    var step = 0
                    return {
                        step += 1
                        if step == 2 { await wasRead.wait() }
                        return step <= 2 ? ByteBuffer(string: "123") : nil
                    }
                }
                request.body = .stream(stream, length: 6, isReplayable: false)
                var text = ""
                for try await buffer in try await transport.execute(request).body {
                    text += String(buffer: buffer)
                    wasRead.fire()
                }
                #expect(text == "abcdef")
            }
        }
    }

    private static let truncations = [
        "Content-Length: 100\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n64\r\nhalf",
    ]

    @Test(arguments: TransportKind.allCases, truncations)
    func `a body that ends early is an error, not a short body`(kind: TransportKind, answer: String) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\n\(answer)")
            try await reply.close()
        } _: { base in
            try await TestTransport.with(kind) { transport in
                for traffic in [OutboundRequest.Traffic.api, .bulk] {
                    let error = await #expect(throws: OutboundError.self) {
                        _ = try await transport.execute(OutboundRequest(.get, base, traffic: traffic)).text()
                    }
                    #expect(error?.code == .truncated || error?.code == .connectionLost)
                    #expect(error?.isRetryable == true)
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a reset in the body is an error that may be tried again`(kind: TransportKind) async throws {
        let wasRead = Signal()
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            await wasRead.wait()
            try await reply.reset()
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let error = await #expect(throws: OutboundError.self) {
                    for try await _ in try await transport.execute(OutboundRequest(.get, base)).body { wasRead.fire() }
                }
                #expect(error?.code == .connectionLost || error?.code == .truncated)
                #expect(error?.isRetryable == true)
            }
        }
    }

    @Test(arguments: TransportKind.allCases, [OutboundBody.none, .bytes(ByteBuffer(string: "up"))])
    func `a reset or an end before the answer is a lost connection`(
        kind: TransportKind, body: OutboundBody
    ) async throws {
        try await ScriptedServer.with { request, reply in
            if request.path == "/reset" { try await reply.reset() } else { try await reply.close() }
        } _: { base in
            try await TestTransport.with(kind) { transport in
                for path in ["/reset", "/close"] {
                    let request = OutboundRequest(.put, base + path, body: body)
                    let code = await TestTransport.code { _ = try await transport.execute(request) }
                    #expect(code == .connectionLost)
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `giving up an answer ends its transfer`(kind: TransportKind) async throws {
        try await Self.endless(kind) { transport, request in
            let response = try await transport.execute(request)
            for try await _ in response.body { break }
            return response.status
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `an answer that nobody reads ends when it is let go`(kind: TransportKind) async throws {
        try await Self.endless(kind) { transport, request in try await transport.execute(request).status }
    }

    /// An answer without an end, which must stop being sent once `read` has let go of it.
    private static func endless(
        _ kind: TransportKind, _ read: @escaping @Sendable (any HTTPTransport, OutboundRequest) async throws -> Int
    ) async throws {
        let ended = Signal()
        try await ScriptedServer.raw { wire in
            defer { ended.fire() }
            _ = try await wire.request()
            try await wire.reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
            let bytes = ByteBuffer(repeating: 7, count: 1 << 20)
            while true { try await wire.reply.push(bytes) }
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let request = OutboundRequest(.get, base, traffic: .bulk, timeouts: TestTransport.patient)
                let status = try await read(transport, request)
                await ended.wait()
                #expect(status == 200)
            }
        }
    }
}
