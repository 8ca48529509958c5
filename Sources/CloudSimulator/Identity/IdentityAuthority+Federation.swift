import Foundation
import JWT

extension IdentityAuthority {
    /// The identity pools' providers, as `workload-identity.json` in the state directory has them.
    package var providers: [IdentityProvider] {
        get { pools.current }
    }

    /// Changes what a pool admits, as its administrator would.
    package func updateProviders(_ change: @Sendable (inout [IdentityProvider]) -> Void) throws {
        try pools.update { change(&$0) }
    }

    /// The access token of a federated identity.
    func accessToken(for identity: FederatedIdentity, scopes: [String]) throws -> String {
        let now = Self.now
        let claims: [String: JSONValue] = [
            "iss": "simulator", "sub": .string(identity.principal), "scope": .string(scopes.joined(separator: " ")),
            "sets": .array(identity.sets.map { .string($0) }), "iat": .integer(now),
            "exp": .integer(now + Int64(Self.lifetime)), "jti": .string(UUID().uuidString),
        ]
        return Self.tokenPrefix + (try sign(claims))
    }

    /// Who a person of the workforce pool is.
    static let workforceUser = FederatedIdentity(
        principal: "principal://iam.googleapis.com/locations/global/workforcePools/people/subject/dev@example.com",
        sets: ["principalSet://iam.googleapis.com/locations/global/workforcePools/people/*"])
}
