package import Domain

extension ProjectView {
    package init(_ project: Project) {
        self.init(id: project.id, number: project.number, name: project.name, state: project.state)
    }
}

extension ProjectList {
    package init(_ page: ProjectPage) {
        self.init(
            projects: page.projects.map(ProjectView.init), nextPageToken: page.nextPageToken,
            canList: page.problem == nil, problem: page.problem.map { ProblemView($0) }
        )
    }
}

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
            email: credential.email, kind: credential.kind, foundIn: credential.foundIn, project: credential.project,
            quotaProject: credential.quotaProject, expiresAt: credential.expiresAt
        )
    }
}
