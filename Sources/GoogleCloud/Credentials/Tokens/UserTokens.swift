/// Tokens of a person, from the refresh token of a login.
struct UserTokens: TokenSource {
    let user: CredentialFile.AuthorizedUser
    let surroundings: TokenSurroundings

    /// A person's token has the scopes that were agreed to at the login, whatever `scopes` says.
    func accessToken(scopes: [String]) async throws -> AccessToken {
        var form = [
            ("grant_type", "refresh_token"), ("client_id", user.clientID), ("client_secret", user.clientSecret),
            ("refresh_token", user.refreshToken),
        ]
        if let rapt = user.raptToken { form.append(("rapt", rapt)) }
        let endpoint = TokenEndpoint(outbound: surroundings.outbound, url: surroundings.endpoints.oauthTokenURL)
        return try await endpoint.post(form).token(now: surroundings.now())
    }

    func idToken(audience: String) async throws -> String {
        throw surroundings.refusedIDToken(.authorizedUser(user), audience: audience)
    }
}
