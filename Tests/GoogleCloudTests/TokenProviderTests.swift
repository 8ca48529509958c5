import Foundation
import GoogleCloud
import JWT
import Outbound
import Synchronization
import TestSupport
import Testing

struct TokenProviderTests {
    /// A clock that tests set.
    private final class Clock: Sendable {
        private let seconds = Mutex<Double>(1_000_000)

        var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

        func advance(_ more: Double) { seconds.withLock { $0 += more } }
    }

    private static func found(_ credential: Credential) -> FoundCredential {
        FoundCredential(credential: credential, place: "test")
    }

    private static func user() throws -> Credential {
        let json = #"{"type":"authorized_user","client_id":"id","client_secret":"s/e","refresh_token":"r+t"}"#
        guard case .authorizedUser(let user) = try CredentialFile(json: Data(json.utf8), place: "x") else {
            throw CancellationError()
        }
        return .authorizedUser(user)
    }

    private static func transport() -> OutboundFakeTransport {
        OutboundFakeTransport { _, number in
            .fake(200, #"{"access_token":"t\#(number)","expires_in":"3600","token_type":"Bearer"}"#)
        }
    }

    private static func provider(
        _ credential: Credential,
        _ transport: OutboundFakeTransport,
        _ clock: Clock
    ) -> TokenProvider {
        let outbound = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        return TokenProvider(found(credential), outbound: outbound, endpoints: GoogleEndpoints(), now: { clock.now })
    }

    @Test func `many callers share one refresh`() async throws {
        let transport = Self.transport()
        let provider = Self.provider(try Self.user(), transport, Clock())
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { try await provider.accessToken().value } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(tokens == ["t0"])
        #expect(transport.requests.count == 1)
    }

    @Test func `a token is renewed shortly before its end, or when an API refuses it`() async throws {
        let transport = Self.transport()
        let clock = Clock()
        let provider = Self.provider(try Self.user(), transport, clock)
        let first = try await provider.accessToken()
        clock.advance(3600 - 226)
        #expect(try await provider.accessToken() == first)
        clock.advance(2)
        let second = try await provider.accessToken()
        #expect(second.value == "t1")
        await provider.refused(first)
        #expect(try await provider.accessToken() == second)
        await provider.refused(second)
        #expect(try await provider.accessToken().value == "t2")
    }

    @Test func `a person's refresh token goes to Google's endpoint as a form`() async throws {
        let transport = Self.transport()
        _ = try await Self.provider(try Self.user(), transport, Clock()).accessToken()
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://oauth2.googleapis.com/token")
        let expected = "grant_type=refresh_token&client_id=id&client_secret=s%2Fe&refresh_token=r%2Bt"
        #expect(request.body.text == expected)
    }

    @Test func `a revoked login is told, and not tried again`() async throws {
        let transport = OutboundFakeTransport { _, _ in .fake(400, #"{"error":"invalid_grant"}"#) }
        let provider = Self.provider(try Self.user(), transport, Clock())
        let error = await #expect(throws: GoogleCloudError.self) { _ = try await provider.accessToken() }
        #expect(error?.code == .tokenRefused)
        #expect(transport.requests.count == 1)
    }

    @Test func `a service account signs its statement`() async throws {
        let key = try SigningKey.generate(.rs256, keyID: "k1")
        let json = try JSONEncoder().encode([
            "type": "service_account", "client_email": "sa@p.iam.gserviceaccount.com", "private_key_id": "k1",
            "private_key": key.privateKeyPEM, "token_uri": "https://tokens.example/token",
        ])
        guard case .serviceAccount(let account) = try CredentialFile(json: json, place: "x") else { return }
        let transport = OutboundFakeTransport { _, _ in
            .fake(200, #"{"access_token":"t","id_token":"i","expires_in":3600}"#)
        }
        let provider = Self.provider(.serviceAccount(account), transport, Clock())
        #expect(try await provider.accessToken().value == "t")
        #expect(try await provider.idToken(audience: "https://svc.example") == "i")
        let forms = transport.requests.map { $0.body.text ?? "" }
        let prefix = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
        let claims = try forms.map { form in
            try #require(form.hasPrefix(prefix))
            let token = try JSONWebToken(reading: String(form.dropFirst(prefix.count)))
            return try token.verified(by: VerificationKey(key)).claims
        }
        #expect(transport.requests.allSatisfy { $0.url == "https://tokens.example/token" })
        #expect(claims[0]["aud"]?.string == "https://oauth2.googleapis.com/token")
        #expect(claims[0]["scope"]?.string == "https://www.googleapis.com/auth/cloud-platform")
        #expect(claims[0]["exp"]?.integer == 1_003_600)
        #expect(claims[1]["scope"] == nil)
        #expect(claims[1]["target_audience"]?.string == "https://svc.example")
    }

    @Test func `a person's credentials make no ID token`() async throws {
        let provider = Self.provider(try Self.user(), Self.transport(), Clock())
        let error = await #expect(throws: GoogleCloudError.self) { _ = try await provider.idToken(audience: "a") }
        #expect(error?.code == .credentialsUnsupported)
    }

    @Test func `no text shows a token`() async throws {
        let token = try await Self.provider(try Self.user(), Self.transport(), Clock()).accessToken()
        #expect(!"\(token) \(String(reflecting: token))".contains("t0"))
    }
}
