package import Domain

extension IdentityView {
    /// - Parameter access: `loopback`, `iap`, `token`; `command-line` where no server is in between.
    package init(_ identity: Identity, access: String) {
        self.init(
            actor: identity.actor, role: identity.role.rawValue, access: access,
            credential: identity.credential.map(CredentialView.init),
            credentialProblem: identity.credentialProblem.map { ProblemView($0) }, targets: identity.targets,
            sources: identity.sources.map(\.rawValue), simulated: identity.isSimulated, version: identity.version
        )
    }
}

extension CredentialView {
    package init(_ credential: CredentialSummary) {
        self.init(
            email: credential.email, principal: credential.principal, kind: credential.kind,
            foundIn: credential.foundIn, foundBy: credential.foundBy, through: credential.through,
            project: credential.project, projectSource: credential.projectSource,
            quotaProject: credential.quotaProject, quotaProjectSource: credential.quotaProjectSource,
            universeDomain: credential.universeDomain, expiresAt: credential.expiresAt,
            canMintIdTokens: credential.idTokenObstacle == nil, idTokenObstacle: credential.idTokenObstacle,
            idTokenFix: credential.idTokenFix
        )
    }
}
