import CloudSimulator
import Foundation
import GoogleCloud
import TestSupport
import Testing

/// Federated and impersonated credentials against a token service that checks signature, audience, times, scopes,
/// conditions and bindings.
extension FederatedTokensTests {
    private static func tokens(
        _ file: String, of cloud: SimulatedCloud, impersonated: String? = nil,
        change: (inout [String: Any]) -> Void = { _ in }
    ) async throws -> TokenProvider {
        var json = try #require(try JSONSerialization.jsonObject(with: cloud.file(file)) as? [String: Any])
        change(&json)
        let data = try JSONSerialization.data(withJSONObject: json)
        let environment = [
            "GOOGLE_APPLICATION_CREDENTIALS": file, "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES": "1",
            "PATH": "/usr/bin:/bin",
        ]
        let source = CredentialSource(impersonated: impersonated, environment: environment, read: { _ in data })
        let found = try await source.find(MetadataServer(host: cloud.endpoints.metadataHost, outbound: cloud.outbound))
        return TokenProvider(
            found, outbound: cloud.outbound, endpoints: cloud.endpoints, environment: environment)
    }

    @Test(
        arguments: [
            ("external-account.json", IdentityAuthority.serviceAccount),
            ("external-account-url.json", IdentityAuthority.serviceAccount),
            ("external-account-executable.json", IdentityAuthority.serviceAccount),
            (
                "external-account-direct.json",
                "principal://iam.googleapis.com/projects/100000000001/locations/global/workloadIdentityPools/ci/subject/repo:example/models:ref:refs/heads/main"
            ),
            ("external-account-user.json", nil),
            ("impersonated.json", IdentityAuthority.serviceAccount),
            ("impersonated-delegates.json", IdentityAuthority.deployer),
        ] as [(String, String?)])
    func `each file opens the APIs, and says who it is`(file: String, principal: String?) async throws {
        try await SimulatedCloud.with(requireAuthentication: true) { cloud in
            let api = cloud.api(as: try await Self.tokens(file, of: cloud))
            #expect(try await ResourceManagerClient(api).project("demo-project").projectId == "demo-project")
            let identity = try #require(try await api.identity())
            #expect(identity.principal == principal)
            #expect((identity.idTokenObstacle == nil) == (identity.email != nil))
        }
    }

    @Test(arguments: [
        "external-account.json", "external-account-url.json", "impersonated.json", "impersonated-delegates.json",
        "service-account.json",
    ])
    func `a file with a service account makes ID tokens that a service takes`(file: String) async throws {
        try await SimulatedCloud.with { cloud in
            let token = try await Self.tokens(file, of: cloud).idToken(audience: "https://chat.example")
            let email = cloud.simulator.world.identity.emailOfIDToken(token, audiences: ["https://chat.example"])
            #expect(
                email == (file.contains("delegates") ? IdentityAuthority.deployer : IdentityAuthority.serviceAccount))
        }
    }

    @Test func `a job of GitHub Actions needs no file`() async throws {
        try await SimulatedCloud.with(requireAuthentication: true) { cloud in
            let lines = String(decoding: try cloud.file("github-actions.env"), as: UTF8.self).split(separator: "\n")
            let pairs = lines.map { line in
                let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
                return (parts[0], parts[1])
            }
            let environment = Dictionary(uniqueKeysWithValues: pairs)
            let identity = try WorkloadIdentity(
                provider: "projects/100000000001/locations/global/workloadIdentityPools/ci/providers/github",
                serviceAccount: IdentityAuthority.serviceAccount)
            let source = CredentialSource(workloadIdentity: identity, environment: environment)
            let found = try await source.find(
                MetadataServer(host: cloud.endpoints.metadataHost, outbound: cloud.outbound))
            let tokens = TokenProvider(
                found, outbound: cloud.outbound, endpoints: cloud.endpoints, environment: environment)
            #expect(
                try await ResourceManagerClient(cloud.api(as: tokens)).project("demo-project").projectId
                    == "demo-project")
        }
    }

    @Test func `a person may act as an account and not as the one behind it`() async throws {
        try await SimulatedCloud.with { cloud in
            let direct = try await Self.tokens(
                "authorized-user.json", of: cloud, impersonated: IdentityAuthority.serviceAccount)
            _ = try await direct.accessToken()
            let far = try await Self.tokens(
                "authorized-user.json", of: cloud, impersonated: IdentityAuthority.deployer)
            let error = await SimulatedCloud.error { _ = try await far.accessToken() }
            #expect(error?.code == .permissionDenied)
            #expect(error?.permission == "iam.serviceAccounts.getAccessToken")
            #expect(error?.advice?.contains(IdentityAuthority.deployer) == true)
        }
    }

    @Test(arguments: [
        ("external-account.json", "audience", "//iam.googleapis.com/projects/9/locations/global/x", "invalid_target"),
        ("external-account.json", "subject_token_type", "urn:ietf:params:oauth:token-type:saml2", "invalid_request"),
        ("external-account-user.json", "refresh_token", "revoked", "invalid_grant"),
        ("external-account-user.json", "client_secret", "wrong", "invalid_client"),
        ("authorized-user.json", "refresh_token", "revoked", "invalid_grant"),
    ])
    func `a file with a wrong field is refused in Google's words`(
        file: String, field: String, value: String, reason: String
    ) async throws {
        try await SimulatedCloud.with { cloud in
            let tokens = try await Self.tokens(file, of: cloud) { $0[field] = value }
            #expect(await SimulatedCloud.error { _ = try await tokens.accessToken() }?.reason == reason)
        }
    }

    @Test(arguments: ["stranger", "expired", "audience", "issuer"])
    func `a subject token that the pool does not admit gives nothing`(flaw: String) async throws {
        try await SimulatedCloud.with { cloud in
            let github = cloud.simulator.world.identity.github
            let provider = try #require(cloud.simulator.world.identity.providers.first)
            let token = try github.token(
                for: .init(repository: flaw == "stranger" ? "stranger/models" : "example/models"),
                audience: flaw == "audience" ? "https://elsewhere.example" : "https:\(provider.name)",
                life: flaw == "expired" ? -10 : 300,
                issuer: flaw == "issuer" ? "https://elsewhere.example" : OIDCIssuer.name)
            try Data(token.utf8).write(
                to: URL(filePath: "\(cloud.simulator.stateDirectory)/subject-token.jwt"))
            let tokens = try await Self.tokens("external-account-direct.json", of: cloud)
            let error = await SimulatedCloud.error { _ = try await tokens.accessToken() }
            #expect(["invalid_grant", "unauthorized_client"].contains(error?.reason))
        }
    }

    @Test func `a repository without the binding is somebody, and not the account`() async throws {
        try await SimulatedCloud.with { cloud in
            let github = cloud.simulator.world.identity.github
            let provider = try #require(cloud.simulator.world.identity.providers.first)
            let token = try github.token(
                for: .init(repository: "example/other"), audience: "https:\(provider.name)")
            try Data(token.utf8).write(
                to: URL(filePath: "\(cloud.simulator.stateDirectory)/subject-token.jwt"))
            _ = try await Self.tokens("external-account-direct.json", of: cloud).accessToken()
            let account = try await Self.tokens("external-account.json", of: cloud)
            #expect(await SimulatedCloud.error { _ = try await account.accessToken() }?.code == .permissionDenied)
        }
    }

    @Test func `a self-signed token is taken without any request for it`() async throws {
        try await SimulatedCloud.with(requireAuthentication: true) { cloud in
            let file = try CredentialFile(json: cloud.file("service-account.json"), place: "key")
            let tokens = TokenProvider(
                FoundCredential(credential: file.credential, place: "key"), outbound: cloud.outbound,
                endpoints: cloud.endpoints, environment: ["LLM_MANAGER_SELF_SIGNED_JWT": "1"])
            let api = cloud.api(as: tokens)
            #expect(try await ResourceManagerClient(api).project("demo-project").projectId == "demo-project")
            #expect(!cloud.simulator.world.recorder.entries().contains { $0.target == "/token" })
        }
    }

    @Test func `a token whose scopes do not open an API is told apart from one without rights`() async throws {
        try await SimulatedCloud.with(requireAuthentication: true) { cloud in
            let tokens = try await Self.tokens("impersonated.json", of: cloud) {
                $0["scopes"] = ["https://www.googleapis.com/auth/devstorage.read_only"]
            }
            let api = cloud.api(as: tokens)
            _ = try await StorageClient(api).buckets(project: "demo-project")
            let error = await SimulatedCloud.error { _ = try await ResourceManagerClient(api).project("demo-project") }
            #expect(error?.reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
            #expect(error?.advice?.contains("cloud-platform") == true)
        }
    }
}
