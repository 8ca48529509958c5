import Foundation

/// Tokens of a service account, from its key: asked for with a signed statement (RFC 7523), or signed by ourselves.
///
/// The self-signed form needs no request. It is the only one outside of googleapis.com, and is chosen anywhere with
/// `LLM_MANAGER_SELF_SIGNED_JWT=1`; ID tokens are never made that way.
struct ServiceAccountTokens: TokenSource {
    let key: CredentialFile.ServiceAccountKey
    let surroundings: TokenSurroundings

    func accessToken(scopes: [String]) async throws -> AccessToken {
        let assertion = ServiceAccountAssertion(key, now: surroundings.now())
        let scope = scopes.joined(separator: " ")
        if isSelfSigned { return try assertion.selfSigned(scope: scope) }
        return try await answer(to: assertion.form(scope: scope)).token(now: surroundings.now())
    }

    func idToken(audience: String) async throws -> String {
        let assertion = ServiceAccountAssertion(key, now: surroundings.now())
        guard surroundings.endpoints.isDefaultUniverse else {
            // Other universes have no token endpoint: the account asks IAM for a token of itself.
            let own = try assertion.selfSigned(scope: Scopes.iam)
            return try await AccountImpersonation(
                url: surroundings.endpoints.impersonationURL(key.clientEmail), surroundings: surroundings
            ).idToken(audience: audience, as: own)
        }
        guard let token = try await answer(to: assertion.form(targetAudience: audience)).idToken else {
            throw GoogleCloudError(.unreadable, message: "the token endpoint gave no id_token")
        }
        return token
    }

    private func answer(to form: [(String, String)]) async throws -> TokenAnswer {
        do {
            return try await endpoint.post(form)
        } catch var error as GoogleCloudError {
            if error.code == .tokenRefused {
                error.advice =
                    "Look whether the key still exists (gcloud iam service-accounts keys list --iam-account="
                    + "\(key.clientEmail)), whether the account is enabled, and at the clock of this machine."
            }
            throw error
        }
    }

    private var isSelfSigned: Bool {
        !surroundings.endpoints.isDefaultUniverse
            || ["1", "true"].contains(surroundings.environment["LLM_MANAGER_SELF_SIGNED_JWT"]?.lowercased())
    }

    private var endpoint: TokenEndpoint {
        TokenEndpoint(outbound: surroundings.outbound, url: key.tokenURI ?? surroundings.endpoints.oauthTokenURL)
    }
}
