import Foundation
import JWT

/// A provider of a workload or workforce identity pool: whose tokens it takes, and who their bearers are in IAM.
package struct IdentityProvider: Sendable, Hashable, Codable {
    /// `//iam.googleapis.com/projects/NUM/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`.
    package var name: String
    package var issuer: String
    /// Empty: the provider's own name with `https:` before it, as Google has it.
    package var allowedAudiences: [String]
    /// CEL in Google's configuration; here `TARGET: "assertion.CLAIM"`.
    package var attributeMapping: [String: String]
    package var attributeCondition: String?

    static let workload = IdentityProvider(
        name:
            "//iam.googleapis.com/projects/100000000001/locations/global/workloadIdentityPools/ci/providers/github",
        issuer: OIDCIssuer.name, allowedAudiences: [],
        attributeMapping: [
            "google.subject": "assertion.sub", "attribute.repository": "assertion.repository",
            "attribute.repository_owner": "assertion.repository_owner",
        ],
        attributeCondition: "assertion.repository_owner == 'example'"
    )
    static let workforce = IdentityProvider(
        name: "//iam.googleapis.com/locations/global/workforcePools/people/providers/oidc", issuer: OIDCIssuer.name,
        allowedAudiences: [], attributeMapping: ["google.subject": "assertion.sub"], attributeCondition: nil
    )

    var isWorkforce: Bool { name.contains("/workforcePools/") }

    private var pool: String {
        String(name.dropFirst("//iam.googleapis.com/".count)).components(separatedBy: "/providers/")[0]
    }

    /// The federated identity of a subject token.
    ///
    /// - Throws: `OAuthError` in the words of Google's STS.
    func admit(_ text: String, keys: JSONWebKeySet) throws -> FederatedIdentity {
        guard let token = try? JSONWebToken.verified(text, by: keys) else {
            throw OAuthError("invalid_grant", "Error connecting to the given credential's issuer, or bad signature.")
        }
        let audiences = allowedAudiences.isEmpty ? ["https:\(name)", name] : allowedAudiences
        do {
            try token.check(
                issuers: [issuer], audiences: Set(audiences), now: Double(IdentityAuthority.now), leeway: 5,
                longestLife: 86_400)
        } catch {
            let what =
                switch error.code {
                case .wrongIssuer:
                    "The issuer in ID Token \(token.issuer ?? "") does not match the expected one \(issuer)."
                case .wrongAudience:
                    "The audience in ID Token \(token.audiences) does not match the expected audience."
                case .expired: "ID Token is stale to sign-in."
                default: "The token's times are not usable: \(error)"
                }
            throw OAuthError("invalid_grant", what)
        }
        if let attributeCondition, try !AttributeCondition(attributeCondition).holds(for: token.claims) {
            throw OAuthError("unauthorized_client", "The given credential is rejected by the attribute condition.")
        }
        var mapped: [String: String] = [:]
        for (target, source) in attributeMapping {
            mapped[target] = token.claims[String(source.dropFirst("assertion.".count))]?.string
        }
        guard let subject = mapped["google.subject"], !subject.isEmpty else {
            throw OAuthError("invalid_grant", "The mapped attribute google.subject is empty.")
        }
        let prefix = "principalSet://iam.googleapis.com/\(pool)"
        let sets = mapped.filter { $0.key.hasPrefix("attribute.") }.map { "\(prefix)/\($0.key)/\($0.value)" }
        return FederatedIdentity(
            principal: "principal://iam.googleapis.com/\(pool)/subject/\(subject)",
            sets: sets.sorted() + ["\(prefix)/*"])
    }
}

/// Who somebody from a pool is to IAM: a principal, and the sets that it belongs to.
struct FederatedIdentity: Sendable, Hashable {
    var principal: String
    var sets: [String]
}
