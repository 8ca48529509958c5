import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

struct ImpersonatedTokensTests {
    private static func json(_ source: String, delegates: String = "[]") -> String {
        #"{"type":"impersonated_service_account","source_credentials":\#(source),"delegates":\#(delegates),"#
            + #""service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"#
            + TokenFixture.account + #":generateAccessToken","quota_project_id":"outer"}"#
    }

    private static let user =
        #"{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c","quota_project_id":"inner"}"#

    @Test func `a person becomes a service account through delegates`() async throws {
        let delegates = #"["projects/-/serviceAccounts/one@p.iam.gserviceaccount.com","two@p.iam.gserviceaccount.com"]"#
        let fixture = try TokenFixture(Self.json(Self.user, delegates: delegates))
        #expect(try await fixture.provider.accessToken().value == "impersonated1")
        let requests = fixture.transport.requests
        #expect(requests[0].url == "https://oauth2.googleapis.com/token")
        #expect(
            requests[1].url
                == "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/\(TokenFixture.account):generateAccessToken"
        )
        #expect(requests[1].headers["Authorization"] == "Bearer t0")
        #expect(requests[1].headers["x-goog-user-project"] == "inner")
        let expected =
            #"{"delegates":["projects/-/serviceAccounts/one@p.iam.gserviceaccount.com","#
            + #""projects/-/serviceAccounts/two@p.iam.gserviceaccount.com"],"lifetime":"3600s","#
            + #""scope":["https://www.googleapis.com/auth/cloud-platform"]}"#
        #expect(requests[1].body.text == expected)
        #expect(fixture.provider.quotaProject == "outer")
    }

    @Test func `an ID token comes from the same chain`() async throws {
        let fixture = try TokenFixture(Self.json(Self.user))
        #expect(try await fixture.provider.idToken(audience: "https://svc.example") == "id1")
        #expect(fixture.transport.requests[1].body.text?.contains(#""audience":"https://svc.example""#) == true)
    }

    @Test func `a refusal names the role and the account`() async throws {
        let fixture = try TokenFixture(Self.json(Self.user)) { request, number in
            request.url.hasSuffix("/token")
                ? TokenFixture.google(request, number)
                : .fake(403, #"{"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}}"#)
        }
        let error = await #expect(throws: GoogleCloudError.self) { _ = try await fixture.provider.accessToken() }
        #expect(error?.code == .permissionDenied)
        #expect(error?.advice?.contains("roles/iam.serviceAccountTokenCreator") == true)
        #expect(error?.advice?.contains(TokenFixture.account) == true)
    }

    @Test(arguments: ["external_account", "external_account_authorized_user"])
    func `other sources become accounts too`(type: String) async throws {
        let source =
            type == "external_account"
            ? TokenFixture.external(
                #"{"url":"https://ci.example/subject","format":{"type":"json","subject_token_field_name":"value"}}"#)
            : #"{"type":"\#(type)","audience":"a","refresh_token":"r","token_url":"https://sts.googleapis.com/v1/oauthtoken","client_id":"c","client_secret":"s"}"#
        let fixture = try TokenFixture(Self.json(source))
        #expect(try await fixture.provider.accessToken().value.hasPrefix("impersonated"))
    }

    @Test(arguments: [
        #"{"type":"impersonated_service_account"}"#, json(json(user)), json(#"{"type":"gdch_service_account"}"#),
        #"{"type":"impersonated_service_account","service_account_impersonation_url":"https://x/y","source_credentials":{}}"#,
    ])
    func `a file that cannot be used is refused`(json: String) throws {
        #expect(throws: GoogleCloudError.self) { try CredentialFile(json: Data(json.utf8), place: "x") }
    }
}
