import NIOCore
import Outbound
import Testing

/// Time limits and cancellation.
@Suite(.timeLimit(.minutes(10))) struct HTTPTransportTimeTests {
    @Test(arguments: TransportKind.allCases)
    func `an answer that does not come times out`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, _ in
        } _: { base in
            try await TestTransport.with(kind) { transport in
                for traffic in [OutboundRequest.Traffic.api, .bulk] {
                    var request = OutboundRequest(.get, base, traffic: traffic)
                    request.timeouts = TestTransport.impatient
                    let code = await TestTransport.code { _ = try await transport.execute(request) }
                    #expect(code == .timedOut)
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases, ["", "x"])
    func `a body that stops or drips has stalled`(kind: TransportKind, drip: String) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc")
            while !drip.isEmpty {
                try await reply.send(drip)
                try await Task.sleep(for: .milliseconds(20))
            }
        } _: { base in
            try await TestTransport.with(kind) { transport in
                for traffic in [OutboundRequest.Traffic.api, .bulk] {
                    var request = OutboundRequest(.get, base, traffic: traffic)
                    request.timeouts = TestTransport.impatient
                    request.timeouts.head = .seconds(600)
                    let code = await TestTransport.code { _ = try await transport.execute(request).text() }
                    #expect(code == .stalled)
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `an upload that nobody takes has stalled`(kind: TransportKind) async throws {
        let isOver = Signal()
        try await ScriptedServer.raw { wire in
            _ = try await wire.head()
            await isOver.wait()
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.put, base, traffic: .bulk)
                request.timeouts = TestTransport.impatient
                request.timeouts.head = .seconds(600)
                let stream = OutboundStream { { ByteBuffer(repeating: 7, count: 1 << 20) } }
                request.body = .stream(stream, length: 1 << 40, isReplayable: false)
                let code = await TestTransport.code { _ = try await transport.execute(request) }
                #expect(code == .stalled)
                isOver.fire()
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `time in which the consumer holds back is not a stall`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.answer(body: String(repeating: "x", count: 4_000_000))
        } _: { base in
            try await TestTransport.with(kind) { transport in
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

    @Test(arguments: TransportKind.allCases)
    func `time in which the producer has nothing is not a stall`(kind: TransportKind) async throws {
        try await ScriptedServer.with { request, reply in
            try await reply.answer(body: "\(request.body.readableBytes)")
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.put, base, traffic: .bulk)
                let window = Duration.seconds(4)
                request.timeouts = OutboundTimeouts(
                    head: .seconds(120), stall: .init(bytesPerSecond: 1000, window: window))
                let stream = OutboundStream {
                    var step = 0
                    return {
                        step += 1
                        if step == 2 { try await Task.sleep(for: window + .milliseconds(500)) }
                        return step <= 2 ? ByteBuffer(repeating: 7, count: 1000) : nil
                    }
                }
                request.body = .stream(stream, length: nil, isReplayable: false)
                let text = try await transport.execute(request).text()
                #expect(text == "2000")
            }
        }
    }

    /// The server never ends its body and no other bound is set, so that only the total one can end the exchange: where
    /// it does, in the body or (on a machine that is busy) before the head, the answer is the same.
    @Test(arguments: TransportKind.allCases)
    func `a total bound ends an answer that has begun`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
        } _: { base in
            try await TestTransport.with(kind) { transport in
                for traffic in [OutboundRequest.Traffic.api, .bulk] {
                    var request = OutboundRequest(.get, base, traffic: traffic)
                    request.timeouts = OutboundTimeouts(head: .seconds(600), stall: nil, total: .seconds(1))
                    let code = await TestTransport.code { _ = try await transport.execute(request).text() }
                    #expect(code == .timedOut)
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a total bound that is over before the body is read ends it at once`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.get, base)
                let total = Duration.seconds(3)
                request.timeouts = OutboundTimeouts(head: .seconds(600), stall: nil, total: total)
                let code = await TestTransport.code {
                    let response = try await transport.execute(request)
                    try await Task.sleep(for: total)
                    _ = try await response.text()
                }
                #expect(code == .timedOut)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `waiting for a free connection is not a failure to connect`(kind: TransportKind) async throws {
        let (isFree, begun) = (Signal(), Signal())
        try await ScriptedServer.with { request, reply in
            if request.path == "/first" {
                begun.fire()
                await isFree.wait()
            }
            try await reply.answer(body: request.path)
        } _: { base in
            let limit = Duration.milliseconds(500)
            let settings = TransportSettings(connectTimeout: limit, connectionsPerHost: 1)
            try await TestTransport.with(kind, settings) { transport in
                async let first = transport.execute(
                    OutboundRequest(.get, base + "/first", timeouts: TestTransport.patient)
                ).text()
                await begun.wait()
                async let second = transport.execute(
                    OutboundRequest(.get, base + "/second", timeouts: TestTransport.patient)
                ).text()
                try await Task.sleep(for: limit * 3)
                isFree.fire()
                let texts = try await [first, second]
                #expect(texts == ["/first", "/second"])
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `cancelling the task ends the request`(kind: TransportKind) async throws {
        let (asked, ended) = (Signal(), Signal())
        try await ScriptedServer.raw { wire in
            defer { ended.fire() }
            _ = try await wire.request()
            asked.fire()
            _ = try await wire.read()
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let request = OutboundRequest(.get, base, timeouts: TestTransport.patient)
                let task = Task { _ = try await transport.execute(request) }
                await asked.wait()
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                await ended.wait()
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a task that is cancelled already sends nothing`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, _ in
        } _: { base in
            try await TestTransport.with(kind) { transport in
                await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await transport.execute(OutboundRequest(.get, base)) }
                    group.cancelAll()
                    await #expect(throws: CancellationError.self) { try await group.waitForAll() }
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `cancelling in the body ends the transfer`(kind: TransportKind) async throws {
        let (begun, ended) = (Signal(), Signal())
        try await ScriptedServer.raw { wire in
            defer { ended.fire() }
            _ = try await wire.request()
            try await wire.reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
            _ = try await wire.read()
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let request = OutboundRequest(.get, base, timeouts: TestTransport.patient)
                let task = Task {
                    for try await _ in try await transport.execute(request).body { begun.fire() }
                }
                await begun.wait()
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                await ended.wait()
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `cancelling while sending ends the request`(kind: TransportKind) async throws {
        let (begun, ended) = (Signal(), Signal())
        try await ScriptedServer.raw { wire in
            defer { ended.fire() }
            _ = try await wire.head()
            begun.fire()
            while try await wire.read() != nil {}
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.put, base, traffic: .bulk, timeouts: TestTransport.patient)
                let stream = OutboundStream { { ByteBuffer(repeating: 7, count: 1 << 16) } }
                request.body = .stream(stream, length: 1 << 40, isReplayable: false)
                let task = Task { [request] in _ = try await transport.execute(request) }
                await begun.wait()
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                await ended.wait()
            }
        }
    }
}
