/// A Google credential as far as it may be shown: never a token, never a key.
package struct CredentialSummary: Sendable, Hashable, Codable {
    package var email: String?
    /// As IAM policies name it: an e-mail, or `principal://…/subject/…` of a federated identity.
    package var principal: String?
    /// `authorized_user`, `service_account`, `external_account`, …, `metadata_server`.
    package var kind: String
    /// Where it was found: a path, a provider, the metadata server.
    package var foundIn: String
    /// By what: an option, a variable, gcloud's login, the metadata server.
    package var foundBy: String?
    /// Who stands behind an account that is impersonated, or where a federated token comes from.
    package var through: String?
    package var project: String?
    package var projectSource: String?
    package var quotaProject: String?
    package var quotaProjectSource: String?
    package var universeDomain: String?
    /// RFC 3339, UTC.
    package var expiresAt: String?
    /// Why no ID token can be made for a private service, and what helps; nil when one can.
    package var idTokenObstacle: String?
    package var idTokenFix: String?

    package init(
        email: String? = nil, principal: String? = nil, kind: String, foundIn: String, foundBy: String? = nil,
        through: String? = nil, project: String? = nil, projectSource: String? = nil, quotaProject: String? = nil,
        quotaProjectSource: String? = nil, universeDomain: String? = nil, expiresAt: String? = nil,
        idTokenObstacle: String? = nil, idTokenFix: String? = nil
    ) {
        self.email = email
        self.principal = principal
        self.kind = kind
        self.foundIn = foundIn
        self.foundBy = foundBy
        self.through = through
        self.project = project
        self.projectSource = projectSource
        self.quotaProject = quotaProject
        self.quotaProjectSource = quotaProjectSource
        self.universeDomain = universeDomain
        self.expiresAt = expiresAt
        self.idTokenObstacle = idTokenObstacle
        self.idTokenFix = idTokenFix
    }
}
