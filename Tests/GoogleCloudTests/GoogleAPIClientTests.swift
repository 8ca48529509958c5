import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

struct GoogleAPIClientTests {
    private struct Answer: Decodable, Equatable { var ok: Bool? }

    private static func client(
        quotaProject: String? = nil,
        anonymous: Set<GoogleEndpoints.API> = [],
        pacer: OutboundTestPacer = OutboundTestPacer(),
        _ answer: @escaping @Sendable (OutboundRequest, Int) throws -> OutboundResponse
    ) -> (GoogleAPIClient, OutboundFakeTransport) {
        let transport = OutboundFakeTransport(answer)
        let tokens = OutboundFakeTransport { _, number in
            .fake(200, #"{"access_token":"t\#(number)","expires_in":3600}"#, headers: ["Metadata-Flavor": "Google"])
        }
        let provider = TokenProvider(
            FoundCredential(credential: .metadata, place: "test"),
            outbound: OutboundClient(transport: tokens, pacer: pacer.pacer),
            endpoints: GoogleEndpoints(),
            quotaProject: quotaProject
        )
        let endpoints = GoogleEndpoints(anonymous: anonymous)
        let outbound = OutboundClient(transport: transport, pacer: pacer.pacer)
        return (GoogleAPIClient(outbound: outbound, endpoints: endpoints, tokens: provider), transport)
    }

    @Test func `calls are signed and billed to the quota project`() async throws {
        let (client, transport) = Self.client(quotaProject: "q") { _, _ in .fake(200, #"{"ok":true}"#) }
        let request = GoogleRequest(.get, .run, "/v2/x", query: [("a b", "c/d"), ("e", "f")])
        #expect(try await client.send(request, as: Answer.self) == Answer(ok: true))
        let sent = try #require(transport.requests.first)
        #expect(sent.url == "https://run.googleapis.com/v2/x?a%20b=c%2Fd&e=f")
        #expect(sent.headers["Authorization"] == "Bearer t0")
        #expect(sent.headers["x-goog-user-project"] == "q")
    }

    @Test func `a 401 is answered with one fresh token`() async throws {
        let (client, transport) = Self.client { request, _ in
            request.headers["Authorization"] == "Bearer t0" ? .fake(401, "{}") : .fake(200, "{}")
        }
        _ = try await client.send(GoogleRequest(.post, .run, "/v2/x"), as: Answer.self)
        #expect(transport.requests.map { $0.headers["Authorization"] } == ["Bearer t0", "Bearer t1"])
    }

    @Test func `a second 401 is the answer`() async {
        let (client, transport) = Self.client { _, _ in .fake(401, "{}") }
        let error = await #expect(throws: GoogleCloudError.self) {
            try await client.send(GoogleRequest(.get, .run, "/"))
        }
        #expect(error?.code == .unauthenticated)
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [
        (OutboundRequest.Method.get, 503, 3), (.post, 503, 1), (.get, 404, 1), (.get, 403, 1), (.get, 429, 3),
    ])
    func `only idempotent calls are tried again, and only when it may help`(
        method: OutboundRequest.Method, status: Int, tries: Int
    ) async throws {
        let (client, transport) = Self.client { _, number in number < 2 ? .fake(status) : .fake(200, "{}") }
        try? await client.send(GoogleRequest(method, .run, "/v2/x"))
        #expect(transport.requests.count == tries)
    }

    @Test func `an answer that is not the documented JSON is told with its place`() async {
        struct Essential: Decodable { var ok: Bool }
        let (client, _) = Self.client { _, _ in .fake(200, #"{"ok":"yes"}"#) }
        let error = await #expect(throws: GoogleCloudError.self) {
            _ = try await client.send(GoogleRequest(.get, .run, "/v2/x"), as: Essential.self)
        }
        #expect(error?.code == .unreadable)
        #expect(error?.message.contains("ok") == true)
    }

    @Test func `emulators get no credentials`() async throws {
        let (client, transport) = Self.client(anonymous: [.storage]) { _, _ in .fake(200, "{}") }
        try await client.send(GoogleRequest(.get, .storage, "/storage/v1/b"))
        #expect(transport.requests.first?.headers["Authorization"] == nil)
    }
}
