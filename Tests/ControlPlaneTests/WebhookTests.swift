import ControlPlane
import Digests
import Domain
import Outbound
import Synchronization
import TestSupport
import Testing

struct WebhookTests {
    private static let key = "0123456789abcdef0123456789abcdef"
    private static let announcement = Announcement(
        id: "d-1", type: .importFailed, at: "2026-01-01T00:00:00Z", target: "my-project", subject: "good/hf:org/name",
        actor: "me", code: "digest-mismatch", detail: "other bytes")

    private static func webhook(_ transport: OutboundFakeTransport) throws -> Webhook {
        let client = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        return try Webhook("https://hooks.example/x", key: try #require(Secret(key)), client: client) { 1_800_000_000 }
    }

    @Test func `what is sent is signed over time and body`() async throws {
        let transport = OutboundFakeTransport { _, _ in .fake(204) }
        try await Self.webhook(transport).tell(Self.announcement)
        let request = try #require(transport.requests.first)
        let body = try #require(request.body.text)
        let code = HMACSHA256.code(of: Array("1800000000.\(body)".utf8), key: Array(Self.key.utf8))
        #expect(request.headers["X-LLM-Manager-Signature"] == "t=1800000000,v1=\(Hex.encode(code))")
        #expect(request.headers["X-LLM-Manager-Delivery"] == "d-1")
        #expect(body.contains(#""type":"import.failed""#))
        #expect(!body.contains(Self.key))
    }

    @Test func `one that is not taken is sent again, under the same id`() async throws {
        let transport = OutboundFakeTransport { _, number in .fake(number < 2 ? 503 : 200) }
        try await Self.webhook(transport).tell(Self.announcement)
        #expect(transport.requests.count == 3)
        #expect(Set(transport.requests.map { $0.headers["X-LLM-Manager-Delivery"] }).count == 1)
    }

    @Test(arguments: ["http://hooks.example/x", "ftp://hooks.example", "https://user:pw@hooks.example/", "", "hooks"])
    func `an address that is not safe is refused`(_ address: String) throws {
        let client = OutboundClient(transport: OutboundFakeTransport { _, _ in .fake(200) })
        let key = try #require(Secret(Self.key))
        #expect(throws: Problem.self) { try Webhook(address, key: key, client: client) }
        let short = try #require(Secret("short"))
        #expect(throws: Problem.self) { try Webhook("https://hooks.example/", key: short, client: client) }
    }

    @Test func `the end of an import that runs here is announced once`() async throws {
        let world = FakeWorld()
        world.imports.here = [FakeImports.snapshot(.transferring, version: 1)]
        let (told, feed) = AsyncStream<String>.makeStream()
        let transport = OutboundFakeTransport { request, _ in
            feed.yield(request.body.text ?? "")
            return .fake(200)
        }
        let announcer = Announcer(
            try Self.webhook(transport), importing: world.imports, logger: world.controlPlane().dependencies.logger,
            interval: .milliseconds(5))
        let running = Task { await announcer.run() }
        defer { running.cancel() }
        world.imports.here = [FakeImports.snapshot(.completed, version: 2)]
        var iterator = told.makeAsyncIterator()
        let first = try #require(await iterator.next())
        #expect(first.contains("import.completed"))
        announcer.record(
            AuditLine(
                at: "2026-01-01T00:00:00Z", actor: "me", role: .admin, action: "services.deployed",
                target: "my-project",
                subject: "us-central1/svc", outcome: "deploy-failed", requestID: "r"))
        let second = try #require(await iterator.next())
        #expect(second.contains("deploy.failed"))
        announcer.record(
            AuditLine(
                at: "2026-01-01T00:00:00Z", actor: "me", role: .admin, action: "services.updated",
                target: "my-project", subject: "us-central1/svc", outcome: "ready", requestID: "r"))
        let third = try #require(await iterator.next())
        #expect(third.contains("deploy.ready"))
    }

    @Test func `a webhook that answers with another address is not followed there`() async throws {
        let transport = OutboundFakeTransport { _, _ in
            .fake(302, headers: ["Location": "http://169.254.169.254/computeMetadata/v1/"])
        }
        let webhook = try Self.webhook(transport)
        await #expect(throws: (any Error).self) { try await webhook.tell(Self.announcement) }
        #expect(transport.requests.allSatisfy { $0.url.hasPrefix("https://hooks.example/") })
    }
}
