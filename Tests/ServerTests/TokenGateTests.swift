import JWT
import Outbound
import TestSupport
import Testing

@testable import Server

struct TokenGateTests {
    private static func claims(email: String = "alice@example.com", extra: String = #","email_verified":true"#)
        -> String
    {
        GuardedServer.claims(
            email: email, issuer: "https://accounts.google.com", audience: "https://manager.example", life: 3600,
            extra: extra)
    }

    private static func get(_ server: GuardedServer, _ authorization: String?) async throws -> Running.Answer {
        var headers = OutboundHeaders()
        if let authorization { headers.add("Authorization", authorization) }
        return try await server.send(.get, "/api/identity", headers: headers)
    }

    @Test func `a Google ID token made for this manager lets in`() async throws {
        try await GuardedServer.with(access: .token) { server in
            let answer = try await Self.get(server, "Bearer \(server.sign(Self.claims()))")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.text.contains(#""actor":"alice@example.com""#))
        }
    }

    @Test func `any other token does not`() async throws {
        try await GuardedServer.with(access: .token) { server in
            let good = try server.sign(Self.claims())
            let es = try JSONWebToken.signed(claims: Array(Self.claims().utf8), by: .generate(.es256, keyID: "k1"))
            let refused: [String?] = [
                nil, "", "Bearer", "Bearer ", "Basic \(good)", good, "Bearer \(good) x", "Bearer  \(good)",
                "Bearer \(es)",
                "Bearer \(try server.sign(Self.claims(extra: "")))",
                "Bearer \(try server.sign(Self.claims(extra: #","email_verified":false"#)))",
                "Bearer \(try server.sign(Self.claims(extra: #","email_verified":"true""#)))",
                "Bearer \(try server.sign(Self.claims().replacing("manager.example", with: "other.example")))",
                "Bearer \(try server.sign(Self.claims().replacing("accounts.google", with: "accounts.evil")))",
                "Bearer \(try server.sign(GuardedServer.claims()))",
                "Bearer ya29.an-access-token",
            ]
            for authorization in refused {
                let answer = try await Self.get(server, authorization)
                #expect(answer.status == 401, "\(authorization?.prefix(40) ?? "nothing")")
                #expect(answer.headers["WWW-Authenticate"] == "Bearer")
            }
        }
    }
}
