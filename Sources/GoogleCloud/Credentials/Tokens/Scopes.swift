/// What tokens are asked for.
enum Scopes {
    static let cloudPlatform = "https://www.googleapis.com/auth/cloud-platform"
    /// Enough to become another service account (google.auth's choice for the source of an impersonation).
    static let iam = "https://www.googleapis.com/auth/iam"
}
