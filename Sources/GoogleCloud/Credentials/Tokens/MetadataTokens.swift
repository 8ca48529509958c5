import Foundation

/// Tokens of the machine's service account.
struct MetadataTokens: TokenSource {
    let server: MetadataServer
    let now: @Sendable () -> Date

    func accessToken(scopes: [String]) async throws -> AccessToken {
        try await server.token(scopes: scopes).token(now: now())
    }

    func idToken(audience: String) async throws -> String {
        guard let token = try await server.identity(audience: audience) else {
            throw GoogleCloudError(.unreadable, message: "the metadata server gave no ID token")
        }
        return token
    }
}
