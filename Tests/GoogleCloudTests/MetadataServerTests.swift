import GoogleCloud
import Outbound
import TestSupport
import Testing

struct MetadataServerTests {
    private static func look(
        host: String = MetadataServer.usualHost, environment: [String: String] = [:], product: String = "",
        _ answer: @escaping @Sendable (OutboundRequest, Int) throws -> OutboundResponse
    ) async -> (Bool, [String]) {
        let transport = OutboundFakeTransport(answer)
        let server = MetadataServer(
            host: host, outbound: OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer),
            productName: { product })
        let isThere = await server.isThere(environment: environment)
        return (isThere, transport.requests.map(\.url))
    }

    @Sendable private static func genuine(_ request: OutboundRequest, _ number: Int) -> OutboundResponse {
        .fake(200, "", headers: ["Metadata-Flavor": "Google"])
    }

    @Test func `it is looked for at its address, or where a variable says`() async {
        #expect(await Self.look(Self.genuine) == (true, ["http://169.254.169.254/"]))
        #expect(await Self.look(environment: ["GCE_METADATA_IP": "10.0.0.1"], Self.genuine).1 == ["http://10.0.0.1/"])
        #expect(await Self.look(host: "127.0.0.1:9", Self.genuine).1 == ["http://127.0.0.1:9/"])
    }

    @Test func `a server that does not say what it is, is none`() async {
        #expect(await Self.look { _, _ in .fake(200, "<html>") }.0 == false)
    }

    @Test func `a silent address is tried three times, or as often as a variable says`() async {
        @Sendable func silent(_ request: OutboundRequest, _ number: Int) throws -> OutboundResponse {
            throw OutboundError(.connectTimedOut, url: request.url, cause: "silence")
        }
        let usual = await Self.look(silent)
        #expect(usual.0 == false)
        #expect(usual.1.count == 3)
        #expect(await Self.look(environment: ["GCE_METADATA_DETECT_RETRIES": "1"], silent).1.count == 1)
        #expect(await Self.look(product: "Google Compute Engine\n", silent).0)
        // Nobody waits long on a machine that is certainly none of Google's.
        #expect(await Self.look(product: "ThinkPad\n", silent).1.count == 1)
    }
}
