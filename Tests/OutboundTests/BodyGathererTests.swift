import NIOCore
import Outbound
import Testing

struct BodyGathererTests {
    private static func bulk(_ url: String) -> OutboundRequest {
        OutboundRequest(.get, url, traffic: .bulk, timeouts: TestTransport.patient)
    }

    @Test func `a long body comes whole, in full buffers that hold no more than their bytes`() async throws {
        let text = String((0..<1_000_000).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
        try await ScriptedServer.with { _, reply in
            try await reply.answer(body: text)
        } _: { base in
            try await TestTransport.with(.nio) { transport in
                var all = ByteBuffer()
                var sizes: [Int] = []
                for try await var buffer in try await transport.execute(Self.bulk(base)).body {
                    #expect(buffer.storageCapacity <= 2 * buffer.readableBytes)
                    sizes.append(buffer.readableBytes)
                    all.writeBuffer(&buffer)
                }
                #expect(String(buffer: all) == text)
                #expect(sizes.allSatisfy { $0 <= 1 << 18 })
            }
        }
    }

    @Test func `what has come is handed on although the rest does not follow`() async throws {
        try await ScriptedServer.raw { wire in
            _ = try await wire.head()
            try await wire.reply.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
            // Nothing more: the connection stays open until the client gives up.
            _ = try await wire.read()
        } _: { base in
            try await TestTransport.with(.nio) { transport in
                var body = try await transport.execute(Self.bulk(base)).body.makeAsyncIterator()
                let first = try await body.next()
                #expect(first.map { String(buffer: $0) } == "abc")
            }
        }
    }

    @Test func `the connection's own header stays here`() async throws {
        try await ScriptedServer.with { request, reply in
            try await reply.answer(body: request.headers.keys.filter { $0.contains("exchange") }.joined())
        } _: { base in
            try await TestTransport.with(.nio) { transport in
                let told = try await transport.execute(Self.bulk(base)).text()
                #expect(told == "")
            }
        }
    }
}
