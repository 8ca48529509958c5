import JWT

extension IdentityAuthority {
    /// Credential files for clients of this simulator, in the forms that Google's own tools write. Written at every
    /// start, because they name the ports.
    func writeCredentialFiles(to state: StateDirectory, endpoints: SimulatorEndpoints) throws {
        let google = endpoints.google
        let serviceAccount: JSONValue = [
            "type": "service_account", "project_id": "demo-project",
            "private_key_id": .string(accountKey.keyID ?? ""), "private_key": .string(accountKey.privateKeyPEM),
            "client_email": .string(Self.serviceAccount), "client_id": "100000000001000000001",
            "auth_uri": .string("\(google)/o/oauth2/auth"), "token_uri": .string("\(google)/token"),
            "universe_domain": "googleapis.com",
        ]
        let authorizedUser: JSONValue = [
            "type": "authorized_user", "account": .string(Self.user), "client_id": .string(clientID),
            "client_secret": .string(clientSecret), "refresh_token": .string(refreshToken),
            "quota_project_id": "demo-project", "universe_domain": "googleapis.com",
        ]
        let subjectFile = state.file("subject-token.jwt")
        let externalAccount: JSONValue = [
            "type": "external_account", "audience": .string(Self.poolAudience),
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": .string("\(google)/v1/token"),
            "credential_source": ["file": .string(subjectFile)],
            "service_account_impersonation_url": .string(
                "\(google)/v1/projects/-/serviceAccounts/\(Self.serviceAccount):generateAccessToken"
            ),
            "universe_domain": "googleapis.com",
        ]
        let files: [(String, JSONValue)] = [
            ("service-account.json", serviceAccount), ("authorized-user.json", authorizedUser),
            ("external-account.json", externalAccount),
        ]
        for (name, content) in files { try state.write(content, to: name) }
        let subject = try subjectToken()
        try state.write(.init(subject.utf8), to: "subject-token.jwt")
    }

    static let poolAudience =
        "//iam.googleapis.com/projects/100000000001/locations/global/workloadIdentityPools/ci/providers/github"
    static let subjectIssuer = "https://token.actions.githubusercontent.com"

    /// A CI system's token for the external_account file: a day long.
    private func subjectToken() throws -> String {
        let now = Self.now
        return try sign([
            "iss": .string(Self.subjectIssuer), "sub": "repo:example/models:ref:refs/heads/main",
            "aud": .string("https:\(Self.poolAudience)"), "iat": .integer(now), "exp": .integer(now + 86_400),
        ])
    }
}
