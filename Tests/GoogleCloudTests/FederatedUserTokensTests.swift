import GoogleCloud
import Outbound
import TestSupport
import Testing

struct FederatedUserTokensTests {
    private static let json =
        #"{"type":"external_account_authorized_user","audience":"//iam.googleapis.com/locations/global/workforcePools/p/providers/q","#
        + #""refresh_token":"r0","token_url":"https://sts.googleapis.com/v1/oauthtoken","client_id":"c","client_secret":"s"}"#

    @Test func `a new refresh token takes the place of the old one`() async throws {
        let fixture = try TokenFixture(Self.json) { _, number in
            .fake(200, #"{"access_token":"t\#(number)","expires_in":"3600","refresh_token":"r\#(number + 1)"}"#)
        }
        for _ in 0..<2 { await fixture.provider.refused(try await fixture.provider.accessToken()) }
        let requests = fixture.transport.requests
        #expect(
            requests.map { $0.body.text } == [
                "grant_type=refresh_token&refresh_token=r0", "grant_type=refresh_token&refresh_token=r1",
            ])
        #expect(requests.allSatisfy { $0.headers["Authorization"] == "Basic Yzpz" })
    }

    @Test func `a person of a workforce pool makes no ID token`() async throws {
        let fixture = try TokenFixture(Self.json)
        let error = await #expect(throws: GoogleCloudError.self) {
            _ = try await fixture.provider.idToken(audience: "a")
        }
        #expect(error?.code == .credentialsUnsupported)
        #expect(error?.advice?.contains("--impersonate-service-account") == true)
    }
}
