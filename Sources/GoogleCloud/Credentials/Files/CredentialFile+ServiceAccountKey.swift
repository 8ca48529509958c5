extension CredentialFile {
    /// A key of a service account.
    package struct ServiceAccountKey: Sendable, Decodable {
        package var projectID: String?
        package var privateKeyID: String
        var privateKey: String
        package var clientEmail: String
        package var tokenURI: String?
        package var universeDomain: String?
        package var quotaProject: String?

        enum CodingKeys: String, CodingKey {
            case projectID = "project_id"
            case privateKeyID = "private_key_id"
            case privateKey = "private_key"
            case clientEmail = "client_email"
            case tokenURI = "token_uri"
            case universeDomain = "universe_domain"
            case quotaProject = "quota_project_id"
        }
    }
}
