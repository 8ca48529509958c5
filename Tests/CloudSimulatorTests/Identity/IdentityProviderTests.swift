import Foundation
import Testing

@testable import CloudSimulator

struct IdentityProviderTests {
    private static func authority(_ body: (IdentityAuthority) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "simulated-pool-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(try IdentityAuthority(StateDirectory(path: path), endpoints: SimulatorEndpoints(ports: [:])))
    }

    private static let audience = "https:\(IdentityProvider.workload.name)"

    @Test func `a job of the repository is a principal, and a member of the sets that its attributes make`() throws {
        try Self.authority { authority in
            let token = try authority.github.token(for: .init(), audience: Self.audience)
            let identity = try IdentityProvider.workload.admit(token, keys: authority.github.keys)
            let pool = "iam.googleapis.com/projects/100000000001/locations/global/workloadIdentityPools/ci"
            #expect(identity.principal == "principal://\(pool)/subject/repo:example/models:ref:refs/heads/main")
            #expect(
                identity.sets == [
                    "principalSet://\(pool)/attribute.repository/example/models",
                    "principalSet://\(pool)/attribute.repository_owner/example", "principalSet://\(pool)/*",
                ]
            )
        }
    }

    @Test func `a token is refused for a wrong issuer, audience, time, key or repository`() throws {
        try Self.authority { authority in
            let github = authority.github
            let foreign = OIDCIssuer.Job(repository: "stranger/models")
            let tokens = [
                try github.token(for: .init(), audience: Self.audience, issuer: "https://elsewhere.example"),
                try github.token(for: .init(), audience: "https://elsewhere.example"),
                try github.token(for: .init(), audience: Self.audience, life: -60),
                try github.token(for: foreign, audience: Self.audience),
                // Signed by Google and not by the issuer.
                try authority.idToken(for: "a@example.com", audience: Self.audience),
                "nonsense",
            ]
            let reasons = try tokens.map { token in
                try #require(
                    #expect(throws: OAuthError.self) {
                        try IdentityProvider.workload.admit(token, keys: github.keys)
                    }
                ).description
            }
            #expect(reasons[0].contains("issuer"))
            #expect(reasons[1].contains("audience"))
            #expect(reasons[2].contains("stale"))
            #expect(reasons[3].contains("attribute condition"))
            #expect(reasons[4].contains("signature"))
            #expect(reasons[5].contains("signature"))
        }
    }
}
