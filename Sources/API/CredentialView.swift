/// A Google credential as far as it may be shown.
package struct CredentialView: Sendable, Hashable, Codable {
    package var email: String?
    /// As IAM policies name it: an e-mail, or `principal://…/subject/…` of a federated identity.
    package var principal: String?
    /// `authorized_user`, `service_account`, `external_account`, `external_account_authorized_user`,
    /// `impersonated_service_account`, `metadata_server`.
    package var kind: String
    /// Where it was found: a path, a workload identity provider, `metadata server HOST`.
    package var foundIn: String
    /// By what: an option, a variable, gcloud's login, `metadata server`.
    package var foundBy: String?
    /// Who stands behind an account that is impersonated, or where a federated token comes from.
    package var through: String?
    /// The project that it implies, and what says so.
    package var project: String?
    package var projectSource: String?
    /// The project that calls count for, and what says so.
    package var quotaProject: String?
    package var quotaProjectSource: String?
    package var universeDomain: String?
    /// When the token at hand ends; another is made before.
    package var expiresAt: String?
    /// Whether it can make ID tokens, which private services ask for.
    package var canMintIdTokens: Bool
    /// Why not, and what helps.
    package var idTokenObstacle: String?
    package var idTokenFix: String?

    package init(
        email: String? = nil, principal: String? = nil, kind: String, foundIn: String, foundBy: String? = nil,
        through: String? = nil, project: String? = nil, projectSource: String? = nil, quotaProject: String? = nil,
        quotaProjectSource: String? = nil, universeDomain: String? = nil, expiresAt: String? = nil,
        canMintIdTokens: Bool, idTokenObstacle: String? = nil, idTokenFix: String? = nil
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
        self.canMintIdTokens = canMintIdTokens
        self.idTokenObstacle = idTokenObstacle
        self.idTokenFix = idTokenFix
    }
}
