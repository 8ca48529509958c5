import Synchronization

/// Tokens of a person of a workforce pool. The refresh token may change with every use; the newest is kept in memory.
final class FederatedUserTokens: TokenSource {
    private let user: CredentialFile.ExternalAccountUser
    private let surroundings: TokenSurroundings
    private let refreshToken: Mutex<String>

    init(user: CredentialFile.ExternalAccountUser, surroundings: TokenSurroundings) {
        self.user = user
        self.surroundings = surroundings
        refreshToken = Mutex(user.refreshToken)
    }

    func accessToken(scopes: [String]) async throws -> AccessToken {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refreshToken.withLock { $0 })]
        let answer = try await TokenEndpoint(outbound: surroundings.outbound, url: user.tokenURL)
            .post(form, client: (user.clientID, user.clientSecret))
        if let newer = answer.refreshToken, !newer.isEmpty { refreshToken.withLock { $0 = newer } }
        return try answer.token(now: surroundings.now())
    }

    func idToken(audience: String) async throws -> String {
        throw surroundings.refusedIDToken(.externalAccountUser(user), audience: audience)
    }
}
