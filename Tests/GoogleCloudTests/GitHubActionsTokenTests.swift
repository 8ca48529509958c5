import GoogleCloud
import Outbound
import TestSupport
import Testing

struct GitHubActionsTokenTests {
    private static let variables = [
        "ACTIONS_ID_TOKEN_REQUEST_URL": "https://github.example/subject?api-version=2",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret", "GITHUB_ACTIONS": "true",
    ]

    private static func fixture(_ environment: [String: String], account: String? = nil) async throws -> TokenFixture {
        let identity = try WorkloadIdentity(
            provider: "projects/123/locations/global/workloadIdentityPools/pool/providers/provider",
            serviceAccount: account)
        let source = CredentialSource(workloadIdentity: identity, environment: environment)
        let metadata = OutboundFakeTransport { _, _ in .fake(500) }
        let found = try await source.find(
            MetadataServer(host: "m", outbound: .init(transport: metadata, pacer: OutboundTestPacer().pacer)))
        return try TokenFixture(found, environment: environment)
    }

    @Test func `a job asks GitHub for a token of the provider's audience`() async throws {
        let fixture = try await Self.fixture(Self.variables, account: TokenFixture.account)
        _ = try await fixture.provider.accessToken()
        let requests = fixture.transport.requests
        #expect(
            requests[0].url
                == "https://github.example/subject?api-version=2&audience=https%3A%2F%2Fiam.googleapis.com%2Fprojects%2F123%2Flocations%2Fglobal%2FworkloadIdentityPools%2Fpool%2Fproviders%2Fprovider"
        )
        #expect(requests[0].headers["Authorization"] == "bearer secret")
        let form = TokenFixture.form(requests[1])
        #expect(form["audience"] == TokenFixture.pool)
        #expect(form["subject_token"] == "subject-by-url")
        #expect(requests[2].url.hasSuffix("/\(TokenFixture.account):generateAccessToken"))
    }

    @Test(arguments: [true, false])
    func `what is missing is said: the job's permission, or the job`(isJob: Bool) async throws {
        let fixture = try await Self.fixture(isJob ? ["GITHUB_ACTIONS": "true"] : [:])
        let error = await #expect(throws: GoogleCloudError.self) { _ = try await fixture.provider.accessToken() }
        #expect(error?.advice?.contains(isJob ? "id-token: write" : "create-cred-config") == true)
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test(arguments: [
        "projects/p/locations/global/workloadIdentityPools/a/providers/b", "pool/provider",
        "projects/1/locations/us/workloadIdentityPools/a/providers/b",
    ])
    func `a name that no provider has is refused`(name: String) {
        let error = #expect(throws: GoogleCloudError.self) {
            try WorkloadIdentity(provider: name, serviceAccount: nil)
        }
        #expect(error?.advice?.contains("providers describe") == true)
    }

    @Test(arguments: ["", "//iam.googleapis.com/", "https://iam.googleapis.com/"])
    func `the name may come with its host`(prefix: String) throws {
        let name = "projects/123/locations/global/workloadIdentityPools/pool/providers/provider"
        #expect(try WorkloadIdentity(provider: prefix + name, serviceAccount: nil).audience == TokenFixture.pool)
    }
}
