import JWT
import Outbound
import Synchronization
import TestSupport
import Testing

@testable import Server

struct PublishedKeysTests {
    @Test func `keys are fetched once, and again for an unknown id once a minute at most`() async throws {
        try await GuardedServer.with { server in
            let good = try server.assertion()
            let stranger = try JSONWebToken.signed(
                claims: Array(GuardedServer.claims().utf8), by: SigningKey.generate(.es256, keyID: "nobody"))
            for _ in 0..<5 { #expect(try await server.get(assertion: good).status == 200) }
            for _ in 0..<20 { #expect(try await server.get(assertion: stranger).status == 401) }
            #expect(server.fetches.count == 1)
        }
    }

    @Test func `keys that were read serve on while the issuer is away`() async throws {
        let key = try SigningKey.generate(.es256, keyID: "k1")
        let jwk = try VerificationKey(key).jwk.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
        let transport = OutboundFakeTransport { _, number in
            number == 0 ? .fake(200, "{\"keys\":[{\(jwk)}]}") : .fake(404, "gone")
        }
        let clock = Clock()
        let keys = PublishedKeys("https://issuer.example/keys", client: OutboundClient(transport: transport)) {
            clock.seconds
        }
        let token = try JSONWebToken.signed(claims: Array(GuardedServer.claims().utf8), by: key)
        _ = try await keys.verified(token, algorithm: .es256)
        clock.seconds = 5000
        _ = try await keys.verified(token, algorithm: .es256)
        #expect(transport.requests.count == 2)
        clock.seconds = 100_000
        await #expect(throws: JWTError.self) { _ = try await keys.verified(token, algorithm: .es256) }
    }

    @Test func `an answer beyond the bound is not read`() async throws {
        let transport = OutboundFakeTransport { _, _ in
            .fake(200, String(repeating: " ", count: PublishedKeys.longestAnswer + 1))
        }
        let keys = PublishedKeys("https://issuer.example/keys", client: OutboundClient(transport: transport)) { 0 }
        let token = try JSONWebToken.signed(
            claims: Array(GuardedServer.claims().utf8), by: SigningKey.generate(.es256, keyID: "k1"))
        await #expect(throws: JWTError.self) { _ = try await keys.verified(token, algorithm: .es256) }
    }

    private final class Clock: Sendable {
        private let value = Mutex(0.0)
        var seconds: Double {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }
}
