/// Tokens of an identity of another provider: its token is exchanged at the Security Token Service (RFC 8693), and may
/// then become a service account's.
struct FederatedTokens: TokenSource {
    let account: ExternalAccount
    let quotaProject: String?
    let surroundings: TokenSurroundings

    func accessToken(scopes: [String]) async throws -> AccessToken {
        guard let impersonation = account.impersonation else { return try await federated(scopes: scopes) }
        let federated = try await federated(scopes: [Scopes.iam])
        return try await becoming(impersonation).accessToken(
            scopes: scopes, lifetime: impersonation.lifetime, as: federated)
    }

    func idToken(audience: String) async throws -> String {
        guard let impersonation = account.impersonation else {
            throw surroundings.refusedIDToken(.externalAccount(account), audience: audience)
        }
        let federated = try await federated(scopes: [Scopes.iam])
        return try await becoming(impersonation).idToken(audience: audience, as: federated)
    }

    private func becoming(_ impersonation: ExternalAccount.Impersonation) -> AccountImpersonation {
        AccountImpersonation(
            url: impersonation.url ?? surroundings.endpoints.impersonationURL(impersonation.email),
            quotaProject: quotaProject, surroundings: surroundings
        )
    }

    private func federated(scopes: [String]) async throws -> AccessToken {
        let subject = try await reader.subjectToken()
        var form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", account.audience),
            ("scope", scopes.joined(separator: " ")),
            ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("subject_token", subject), ("subject_token_type", account.subjectTokenType),
        ]
        // With a client the project is known by it.
        if let project = account.workforceUserProject, account.clientID == nil {
            form.append(("options", PercentEncoding.component(#"{"userProject":"\#(project)"}"#)))
        }
        let url = account.tokenURL ?? surroundings.endpoints.base(.sts) + "/v1/token"
        do {
            return try await TokenEndpoint(outbound: surroundings.outbound, url: url)
                .post(form, client: account.clientID.map { ($0, account.clientSecret ?? "") })
                .token(now: surroundings.now())
        } catch var error as GoogleCloudError {
            error.advice = error.advice ?? Self.advice
            throw error
        }
    }

    private static let advice =
        "Look at the pool's provider: its issuer, its allowed audiences, its attribute condition, and whether it is "
        + "enabled (gcloud iam workload-identity-pools providers describe)."

    /// What fetches the token of the other provider.
    var reader: any SubjectTokenReader {
        switch account.source {
        case .file(let path, let format): FileSubjectToken(path: path, format: format)
        case .url(let url, let headers, let format):
            URLSubjectToken(url: url, headers: headers, format: format, outbound: surroundings.outbound)
        case .executable(let executable):
            ExecutableSubjectToken(
                executable: executable, account: account, environment: surroundings.environment, now: surroundings.now)
        case .gitHubActions:
            GitHubActionsToken(
                audience: account.audience, environment: surroundings.environment, outbound: surroundings.outbound)
        }
    }
}
