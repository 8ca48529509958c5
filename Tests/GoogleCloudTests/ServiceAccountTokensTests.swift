import Foundation
import GoogleCloud
import JWT
import Outbound
import TestSupport
import Testing

struct ServiceAccountTokensTests {
    private static func json(_ key: SigningKey, universe: String? = nil) throws -> String {
        var members = [
            "type": "service_account", "client_email": TokenFixture.account, "private_key_id": "k1",
            "private_key": key.privateKeyPEM, "token_uri": "https://tokens.example/token",
        ]
        members["universe_domain"] = universe
        return String(decoding: try JSONEncoder().encode(members), as: UTF8.self)
    }

    private static func claims(_ token: String, _ key: SigningKey) throws -> [String: JSONValue] {
        try JSONWebToken(reading: token).verified(by: VerificationKey(key)).claims
    }

    @Test(
        arguments: [("my.universe", [:]), (nil, ["LLM_MANAGER_SELF_SIGNED_JWT": "1"])] as [(String?, [String: String])])
    func `a self-signed token needs no request`(universe: String?, environment: [String: String]) async throws {
        let key = try SigningKey.generate(.rs256, keyID: "k1")
        let fixture = try TokenFixture(Self.json(key, universe: universe), environment: environment)
        let token = try await fixture.provider.accessToken()
        let claims = try Self.claims(token.value, key)
        #expect(fixture.transport.requests.isEmpty)
        #expect(claims["iss"]?.string == TokenFixture.account)
        #expect(claims["sub"]?.string == TokenFixture.account)
        #expect(claims["scope"]?.string == "https://www.googleapis.com/auth/cloud-platform")
        #expect(claims["aud"] == nil)
        #expect(claims["exp"]?.integer == 1_003_600)
        #expect(token.expiry == Date(timeIntervalSince1970: 1_003_600))
    }

    @Test func `in another universe IAM makes the ID token`() async throws {
        let key = try SigningKey.generate(.rs256, keyID: "k1")
        let fixture = try TokenFixture(Self.json(key, universe: "my.universe"))
        #expect(try await fixture.provider.idToken(audience: "https://svc.example") == "id0")
        let request = try #require(fixture.transport.requests.first)
        #expect(
            request.url
                == "https://iamcredentials.my.universe/v1/projects/-/serviceAccounts/\(TokenFixture.account):generateIdToken"
        )
        let own = String(request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? "")
        #expect(try Self.claims(own, key)["scope"]?.string == "https://www.googleapis.com/auth/iam")
    }

    @Test func `a credential of another universe than the one asked for is refused`() throws {
        let found = FoundCredential(credential: .metadata, place: "x", universeDomain: "my.universe")
        #expect(throws: GoogleCloudError.self) {
            try GoogleEndpoints().adopting(found, asked: "googleapis.com")
        }
        #expect(try GoogleEndpoints().adopting(found, asked: nil).base(.run) == "https://run.my.universe")
    }
}
