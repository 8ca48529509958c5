import JWT

extension IdentityAuthority {
    /// Credential files for clients of this simulator, in the forms that Google's own tools write. Written at every
    /// start, because they name the ports.
    func writeCredentialFiles(to state: StateDirectory, endpoints: SimulatorEndpoints) throws {
        let google = endpoints.google
        let user: JSONValue = [
            "type": "authorized_user", "account": .string(Self.user), "client_id": .string(clientID),
            "client_secret": .string(clientSecret), "refresh_token": .string(refreshToken),
            "quota_project_id": "demo-project", "universe_domain": "googleapis.com",
        ]
        let subjectFile = state.file("subject-token.jwt")
        let tokenPage = "\(endpoints.control)/oidc/token?repository=example%2Fmodels"
        let audience = "https%3A" + PercentCoding.encode(Self.poolAudience)
        let files: [(String, JSONValue)] = [
            ("service-account.json", serviceAccountFile(google)), ("authorized-user.json", user),
            ("external-account.json", external(["file": .string(subjectFile)], google, isAccount: true)),
            ("external-account-direct.json", external(["file": .string(subjectFile)], google, isAccount: false)),
            (
                "external-account-url.json",
                external(
                    [
                        "url": .string("\(tokenPage)&audience=\(audience)"),
                        "headers": ["Authorization": .string("bearer \(github.requestToken)")],
                        "format": ["type": "json", "subject_token_field_name": "value"],
                    ], google, isAccount: true)
            ),
            (
                "external-account-executable.json",
                external(
                    ["executable": ["command": .string("/bin/cat '\(state.file("subject-token.json"))'")]], google,
                    isAccount: true)
            ),
            (
                "external-account-user.json",
                [
                    "type": "external_account_authorized_user",
                    "audience": .string(IdentityProvider.workforce.name), "client_id": .string(clientID),
                    "client_secret": .string(clientSecret), "refresh_token": .string(workforceRefreshToken),
                    "token_url": .string("\(google)/v1/oauthtoken"), "quota_project_id": "demo-project",
                ]
            ),
            ("impersonated.json", impersonated(user, Self.serviceAccount, [], google)),
            ("impersonated-delegates.json", impersonated(user, Self.deployer, [Self.serviceAccount], google)),
        ]
        for (name, content) in files { try state.write(content, to: name) }
        let subject = try github.token(for: .init(), audience: "https:\(Self.poolAudience)", life: 86_000)
        try state.write(.init(subject.utf8), to: "subject-token.jwt")
        try state.write(
            [
                "version": 1, "success": true, "token_type": "urn:ietf:params:oauth:token-type:jwt",
                "id_token": .string(subject),
            ] as JSONValue, to: "subject-token.json")
        let variables =
            "ACTIONS_ID_TOKEN_REQUEST_URL=\(tokenPage)\nACTIONS_ID_TOKEN_REQUEST_TOKEN=\(github.requestToken)\n"
        try state.write(.init(variables.utf8), to: "github-actions.env")
    }

    static let poolAudience = IdentityProvider.workload.name

    private func serviceAccountFile(_ google: String) -> JSONValue {
        [
            "type": "service_account", "project_id": "demo-project",
            "private_key_id": .string(accountKey.keyID ?? ""), "private_key": .string(accountKey.privateKeyPEM),
            "client_email": .string(Self.serviceAccount), "client_id": "100000000001000000001",
            "auth_uri": .string("\(google)/o/oauth2/auth"), "token_uri": .string("\(google)/token"),
            "universe_domain": "googleapis.com",
        ]
    }

    private func external(_ source: JSONValue, _ google: String, isAccount: Bool) -> JSONValue {
        var file: JSONValue = [
            "type": "external_account", "audience": .string(Self.poolAudience),
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": .string("\(google)/v1/token"),
            "credential_source": source, "universe_domain": "googleapis.com",
        ]
        if isAccount {
            file["service_account_impersonation_url"] = .string(Self.impersonation(Self.serviceAccount, google))
        }
        return file
    }

    private func impersonated(
        _ source: JSONValue, _ target: String, _ delegates: [String], _ google: String
    ) -> JSONValue {
        [
            "type": "impersonated_service_account", "source_credentials": source,
            "delegates": .array(delegates.map { .string("projects/-/serviceAccounts/\($0)") }),
            "service_account_impersonation_url": .string(Self.impersonation(target, google)),
        ]
    }

    private static func impersonation(_ email: String, _ google: String) -> String {
        "\(google)/v1/projects/-/serviceAccounts/\(email):generateAccessToken"
    }
}
