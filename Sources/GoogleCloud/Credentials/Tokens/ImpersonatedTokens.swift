/// Tokens of a service account that another credential may act as, through delegates or directly.
struct ImpersonatedTokens: TokenSource {
    let account: CredentialFile.ImpersonatedAccount
    let source: any TokenSource
    let surroundings: TokenSurroundings

    func accessToken(scopes: [String]) async throws -> AccessToken {
        let own = try await source.accessToken(scopes: [Scopes.iam])
        return try await becoming.accessToken(scopes: account.scopes.isEmpty ? scopes : account.scopes, as: own)
    }

    func idToken(audience: String) async throws -> String {
        let own = try await source.accessToken(scopes: [Scopes.iam])
        return try await becoming.idToken(audience: audience, as: own)
    }

    private var becoming: AccountImpersonation {
        AccountImpersonation(
            url: surroundings.endpoints.impersonationURL(account.target), delegates: account.delegates,
            quotaProject: account.sourceQuotaProject, surroundings: surroundings
        )
    }
}
