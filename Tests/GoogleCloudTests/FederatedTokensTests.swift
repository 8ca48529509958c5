import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

struct FederatedTokensTests {
    private static let url =
        #"{"url":"https://ci.example/subject","headers":{"X-Key":"k"},"#
        + #""format":{"type":"json","subject_token_field_name":"value"}}"#

    @Test func `a token of another provider is exchanged, and its empty fields are left out`() async throws {
        let fixture = try TokenFixture(TokenFixture.external(Self.url))
        #expect(try await fixture.provider.accessToken().value == "t1")
        let requests = fixture.transport.requests
        #expect(requests.map(\.url) == ["https://ci.example/subject", "https://sts.googleapis.com/v1/token"])
        #expect(requests[0].headers["X-Key"] == "k")
        #expect(
            TokenFixture.form(requests[1]) == [
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "audience": TokenFixture.pool,
                "scope": "https://www.googleapis.com/auth/cloud-platform",
                "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
                "subject_token": "subject-by-url", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            ]
        )
        #expect(requests[1].headers["Authorization"] == nil)
    }

    @Test func `with a service account the federated token becomes the account's`() async throws {
        let json = TokenFixture.external(
            Self.url,
            more: TokenFixture.impersonation + #","service_account_impersonation":{"token_lifetime_seconds":1800}"#)
        let fixture = try TokenFixture(json, quotaProject: "q")
        #expect(try await fixture.provider.accessToken().value == "impersonated2")
        let last = try #require(fixture.transport.requests.last)
        #expect(last.headers["Authorization"] == "Bearer t1")
        #expect(last.headers["x-goog-user-project"] == "q")
        let expected =
            #"{"delegates":[],"lifetime":"1800s","scope":["https://www.googleapis.com/auth/cloud-platform"]}"#
        #expect(last.body.text == expected)
    }

    @Test func `with a service account an ID token can be had, and it is kept`() async throws {
        let fixture = try TokenFixture(TokenFixture.external(Self.url, more: TokenFixture.impersonation)) {
            request, number in
            request.url.hasSuffix(":generateIdToken")
                // {"exp":2000000}
                ? .fake(200, #"{"token":"eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjIwMDAwMDB9.AAAA"}"#)
                : TokenFixture.google(request, number)
        }
        let first = try await fixture.provider.idToken(audience: "https://svc.example")
        let asked = fixture.transport.requests.count
        #expect(try await fixture.provider.idToken(audience: "https://svc.example") == first)
        #expect(fixture.transport.requests.count == asked)
        let last = try #require(fixture.transport.requests.last)
        #expect(last.url.hasSuffix("/\(TokenFixture.account):generateIdToken"))
        #expect(last.body.text == #"{"audience":"https://svc.example","delegates":[],"includeEmail":true}"#)
    }

    @Test func `without a service account it says what helps`() async throws {
        let fixture = try TokenFixture(TokenFixture.external(Self.url))
        let error = await #expect(throws: GoogleCloudError.self) {
            _ = try await fixture.provider.idToken(audience: "https://svc.example")
        }
        #expect(error?.code == .credentialsUnsupported)
        #expect(error?.message.contains("https://svc.example") == true)
        #expect(error?.advice?.contains("--impersonate-service-account") == true)
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a workforce project goes along only where no client names it`(hasClient: Bool) async throws {
        let workforce = "//iam.googleapis.com/locations/global/workforcePools/people/providers/okta"
        let client = hasClient ? #","client_id":"c","client_secret":"s""# : ""
        let json = TokenFixture.external(
            Self.url, more: #","workforce_pool_user_project":"bill""# + client, audience: workforce)
        let fixture = try TokenFixture(json)
        _ = try await fixture.provider.accessToken()
        let exchange = try #require(fixture.transport.requests.last)
        let options = TokenFixture.form(exchange)["options"]?.removingPercentEncoding
        #expect(options == (hasClient ? nil : #"{"userProject":"bill"}"#))
        #expect(exchange.headers["Authorization"] == (hasClient ? "Basic Yzpz" : nil))
    }

    @Test func `a file is read anew at every refresh`() async throws {
        try await TokenFixture.withFolder { folder in
            let path = folder + "/token"
            let json = TokenFixture.external(#"{"file":"\#(path)"}"#)
            let fixture = try TokenFixture(json)
            var subjects: [String] = []
            for subject in ["one", "two\n"] {
                try TokenFixture.write(subject, to: path)
                await fixture.provider.refused(try await fixture.provider.accessToken())
                subjects.append(TokenFixture.form(try #require(fixture.transport.requests.last))["subject_token"] ?? "")
            }
            #expect(subjects == ["one", "two"])
        }
    }

    @Test func `a refusal of the exchange is told, and not tried again`() async throws {
        let fixture = try TokenFixture(TokenFixture.external(Self.url)) { request, number in
            request.url.contains("/subject")
                ? TokenFixture.google(request, number)
                : .fake(400, #"{"error":"invalid_grant","error_description":"rejected by the attribute condition"}"#)
        }
        let error = await #expect(throws: GoogleCloudError.self) { _ = try await fixture.provider.accessToken() }
        #expect(error?.message.contains("attribute condition") == true)
        #expect(error?.advice?.contains("providers describe") == true)
        #expect(fixture.transport.requests.count == 2)
    }

    @Test(arguments: [
        (500, "{}", 3), (503, "{}", 3), (504, "{}", 3), (408, "{}", 3), (429, "{}", 3), (400, "{}", 1),
        (400, #"{"error":"internal_failure"}"#, 3), (401, #"{"error":"x","error_description":"server_error"}"#, 3),
    ])
    func `a passing failure of a token endpoint is tried three times`(status: Int, body: String, tries: Int)
        async throws
    {
        let fixture = try TokenFixture(TokenFixture.external(Self.url)) { request, number in
            request.url.contains("/subject") ? TokenFixture.google(request, number) : .fake(status, body)
        }
        _ = try? await fixture.provider.accessToken()
        #expect(fixture.transport.requests.count { $0.url.hasSuffix("/v1/token") } == tries)
    }
}
