extension CredentialFile {
    /// Made by `gcloud auth application-default login`.
    package struct AuthorizedUser: Sendable, Decodable {
        /// The OAuth client of gcloud itself, with which several APIs ask for a quota project.
        package static let gcloudClientID =
            "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com"

        package var clientID: String
        var clientSecret: String
        var refreshToken: String
        package var account: String?
        package var quotaProject: String?
        package var universeDomain: String?
        var raptToken: String?

        enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case clientSecret = "client_secret"
            case refreshToken = "refresh_token"
            case account
            case quotaProject = "quota_project_id"
            case universeDomain = "universe_domain"
            case raptToken = "rapt_token"
        }
    }
}
