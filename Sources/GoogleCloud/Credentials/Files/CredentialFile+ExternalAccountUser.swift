extension CredentialFile {
    /// A person of a workforce pool, made by `gcloud auth application-default login --login-config=…`.
    package struct ExternalAccountUser: Sendable, Decodable {
        package var audience: String
        var refreshToken: String
        var tokenURL: String
        var clientID: String
        var clientSecret: String
        package var quotaProject: String?
        package var universeDomain: String?

        enum CodingKeys: String, CodingKey {
            case audience
            case refreshToken = "refresh_token"
            case tokenURL = "token_url"
            case clientID = "client_id"
            case clientSecret = "client_secret"
            case quotaProject = "quota_project_id"
            case universeDomain = "universe_domain"
        }
    }
}
