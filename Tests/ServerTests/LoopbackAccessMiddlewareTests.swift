import Domain
import Outbound
import TestSupport
import Testing

@testable import Server

struct LoopbackAccessMiddlewareTests {
    static let bucket = #"{"name":"new-bucket","location":"us-central1"}"#
    static let path = "/api/models/buckets?project=my-project"

    @Test func `a foreign host name is refused`() async throws {
        try await Running.with { server in
            let answer = try await server.send(.get, "/api/identity", headers: ["Host": "evil.example"])
            #expect(answer.status == 403)
        }
    }

    @Test(arguments: [("Origin", "http://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")])
    func `another site changes nothing`(_ header: (String, String)) async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .post, Self.path, json: Self.bucket, headers: OutboundHeaders([header])
            )
            #expect(answer.status == 403)
        }
    }

    @Test func `the console's own origin may change things`() async throws {
        try await Running.with { server in
            let answer = try await server.send(.post, Self.path, json: Self.bucket, headers: ["Origin": server.base])
            #expect(answer.status == 201)
        }
    }

    @Test func `a body that is not declared as JSON is 415`() async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .post, Self.path, json: Self.bucket, headers: ["Content-Type": "text/plain"]
            )
            #expect(answer.status == 415)
        }
    }

    @Test func `a body over the limit is 413`() async throws {
        try await Running.with(bodyLimit: 64) { server in
            let long = #"{"name":"\#(String(repeating: "a", count: 100))","location":"x"}"#
            let answer = try await server.send(.post, Self.path, json: long)
            #expect(answer.status == 413)
        }
    }

    @Test func `a request id of the caller is kept when it is plain`() async throws {
        try await Running.with { server in
            let kept = try await server.send(.get, "/health", headers: ["X-Request-Id": "abc-1"])
            #expect(kept.headers["X-Request-Id"] == "abc-1")
            let replaced = try await server.send(.get, "/health", headers: ["X-Request-Id": "a b"])
            #expect(replaced.headers["X-Request-Id"] != "a b")
        }
    }

    @Test(arguments: [ServerSettings(access: .iap), ServerSettings(access: .token), ServerSettings(address: "0.0.0.0")])
    func `what would be open to others does not start`(_ settings: ServerSettings) {
        #expect(throws: Problem.self) { try settings.check() }
    }
}
