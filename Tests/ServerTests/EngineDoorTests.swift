import ControlPlane
import Domain
import Outbound
import TestSupport
import Testing

@testable import Server

struct EngineDoorTests {
    private static let way = "/proxy/my-project/us-central1/svc"

    @Test func `a program reaches the engine's own paths through the manager`() async throws {
        try await Running.with { server in
            let answer = try await server.send(
                .post, "\(Self.way)/v1/chat/completions?x=%2F", json: #"{"model":"m"}"#,
                headers: ["Authorization": "Bearer dummy", "X-Custom": "kept"])
            #expect(answer.status == 200)
            #expect(answer.text.hasPrefix("POST /v1/chat/completions?x=%2F "))
            #expect(answer.text.lowercased().contains("x-custom=kept"))
            #expect(!answer.text.contains("dummy"))
            #expect(answer.text.hasSuffix("\n{\"model\":\"m\"}"))
            // What an engine says is no page and no script of the console's.
            #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
        }
    }

    @Test func `a service that is not there is not found`() async throws {
        try await Running.with { server in
            let answer = try await server.send(.get, "/proxy/my-project/us-central1/nobody/v1/models")
            #expect(answer.status == 404)
        }
    }

    @Test(arguments: [
        ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "http://evil.example"),
    ])
    func `a picture or a link on another site wakes no engine`(_ header: (String, String)) async throws {
        try await Running.with { server in
            for way in [Self.way, "/%70roxy/my-project/us-central1/svc"] {
                let answer = try await server.send(.get, "\(way)/v1/models", headers: OutboundHeaders([header]))
                #expect(answer.status == 403, "\(way)")
            }
        }
    }

    @Test func `the manager's rules of access hold`() async throws {
        try await GuardedServer.with { server in
            #expect(try await server.send(.get, "\(Self.way)/v1/models").status == 401)
            let viewer = try server.assertion(email: "bob@example.com", extra: #","hd":"example.com""#)
            let header = "x-goog-iap-jwt-assertion"
            #expect(try await server.send(.get, "\(Self.way)/v1/models", headers: [header: viewer]).status == 403)
            let admin = try server.assertion()
            for _ in 0..<3 {
                let answer = try await server.send(.get, "\(Self.way)/v1/models", headers: [header: admin])
                #expect(answer.status == 200)
                // The assertion proves who the caller is to us, and to nobody else.
                #expect(!answer.text.contains(admin))
            }
            #expect(server.audit.lines.filter { $0.action == "services.proxy" && $0.outcome == "ok" }.count == 1)
        }
    }
}
