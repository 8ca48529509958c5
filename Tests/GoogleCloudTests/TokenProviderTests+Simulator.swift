import CloudSimulator
import Foundation
import GoogleCloud
import JWT
import Testing

/// The tokens themselves, against token endpoints that check what they are sent.
extension TokenProviderTests {
    enum Kind: String, CaseIterable {
        case metadata = "metadata_server"
        case serviceAccount = "service_account"
        case authorizedUser = "authorized_user"

        var email: String {
            self == .authorizedUser ? IdentityAuthority.user : IdentityAuthority.serviceAccount
        }
    }

    @Test(arguments: Kind.allCases)
    func `each kind of credential gives a token that the APIs accept`(_ kind: Kind) async throws {
        try await SimulatedCloud.with(requireAuthentication: true) { cloud in
            let nobody = await SimulatedCloud.error {
                _ = try await ResourceManagerClient(cloud.api).project("demo-project")
            }
            #expect(nobody?.code == .unauthenticated)

            let tokens = try await Self.tokens(kind, of: cloud)
            let api = cloud.api(as: tokens)
            #expect(try await ResourceManagerClient(api).project("demo-project").projectId == "demo-project")
            let identity = try #require(try await api.identity())
            #expect(identity.kind == kind.rawValue)
            #expect(identity.email == kind.email)
            #expect(identity.tokenExpiry ?? .distantPast > Date.now)
        }
    }

    @Test(arguments: [Kind.metadata, .serviceAccount])
    func `a machine's credentials make ID tokens for a service`(_ kind: Kind) async throws {
        try await SimulatedCloud.with { cloud in
            let token = try await Self.tokens(kind, of: cloud).idToken(audience: "https://chat.example")
            let claims = try JSONWebToken(reading: token).claims
            #expect(claims["aud"]?.string == "https://chat.example")
            #expect(claims["iss"]?.string == "https://accounts.google.com")
        }
    }

    @Test func `a token that the API refuses is replaced once`() async throws {
        try await SimulatedCloud.with(requireAuthentication: true) { cloud in
            let tokens = try await Self.tokens(.metadata, of: cloud)
            let api = cloud.api(as: tokens)
            cloud.simulator.world.faults.add([
                FaultRule(listener: .google, path: "/v3/projects/", action: FaultAction(.status, status: 401))
            ])
            #expect(try await ResourceManagerClient(api).project("demo-project").projectId == "demo-project")
            let asked = cloud.simulator.world.recorder.entries()
            #expect(asked.count { $0.listener == .metadata && $0.target.contains("/token") } == 2)
            #expect(asked.filter { $0.target == "/v3/projects/demo-project" }.map(\.status) == [401, 200])
        }
    }

    private static func tokens(_ kind: Kind, of cloud: SimulatedCloud) async throws -> TokenProvider {
        let file: String? =
            switch kind {
            case .metadata: nil
            case .serviceAccount: "service-account.json"
            case .authorizedUser: "authorized-user.json"
            }
        let source = CredentialSource(
            explicitFile: file.map { "\(cloud.simulator.stateDirectory)/\($0)" }, environment: [:],
            metadataOnly: file == nil
        )
        let found = try await source.find(MetadataServer(host: cloud.endpoints.metadataHost, outbound: cloud.outbound))
        return TokenProvider(found, outbound: cloud.outbound, endpoints: cloud.endpoints)
    }
}
