import ControlPlane
import Domain
import Logging
import NIOCore
import Outbound
import TestSupport
import Testing

@testable import Server

struct ProxyServerTests {
    private static func with(_ body: @escaping @Sendable (Running) async throws -> Void) async throws {
        let (addresses, feed) = AsyncStream<String>.makeStream()
        let world = FakeWorld()
        let id = try ServiceID(region: "us-central1", name: "svc")
        let gate = try await world.controlPlane().services.gate(world.admin, id)
        let server = ProxyServer(
            gate, port: 0, origins: ["http://localhost:3000"], logger: Logger(label: "test"), stopsOnSignals: false
        ) { feed.yield($0) }
        let client = OutboundClient(transport: NIOTransport())
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        var iterator = addresses.makeAsyncIterator()
        let base = try #require(await iterator.next())
        try await body(Running(base: base, client: client))
        try await client.shutdown()
    }

    @Test func `a request passes as it is, without what the caller proves itself with`() async throws {
        try await Self.with { proxy in
            let answer = try await proxy.send(
                .post, "/v1/chat/completions?x=%2F", json: #"{"model":"m"}"#,
                headers: ["Authorization": "Bearer dummy", "X-Custom": "kept", "Cookie": "a=b"])
            #expect(answer.status == 200)
            #expect(answer.text.hasPrefix("POST /v1/chat/completions?x=%2F "))
            #expect(answer.text.contains("X-Custom=kept") || answer.text.contains("x-custom=kept"))
            #expect(!answer.text.contains("dummy") && !answer.text.lowercased().contains("cookie"))
            #expect(answer.text.hasSuffix("\n{\"model\":\"m\"}"))
        }
    }

    @Test func `another host and a page of another site are refused, in the words of OpenAI's clients`() async throws {
        try await Self.with { proxy in
            let host = try await proxy.send(.get, "/v1/models", headers: ["Host": "evil.example"])
            #expect(host.status == 403 && host.text.contains(#""error":{"code":"permission-denied","message":"#))
            let page = try await proxy.send(.get, "/v1/models", headers: ["Origin": "https://evil.example"])
            #expect(page.status == 403)
            let own = try await proxy.send(.get, "/v1/models", headers: ["Origin": "http://localhost:3000"])
            #expect(own.status == 200)
        }
    }

    @Test func `a large body is passed on whole`() async throws {
        try await Self.with { proxy in
            let text = String(repeating: "x", count: 300_000)
            let answer = try await proxy.send(.post, "/v1/embeddings", json: text)
            #expect(answer.text.hasSuffix(text))
        }
    }
}
