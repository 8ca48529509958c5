/// `GET /api/identity`: who acts, by which credential; never a token.
package struct IdentityView: Sendable, Hashable, Codable {
    /// Who asks this manager (the e-mail that IAP vouches for, or `local user`).
    package var actor: String
    package var role: String
    /// `loopback`, `iap`, `token`.
    package var access: String
    /// Who the manager is towards Google: nil with no credentials.
    package var credential: CredentialView?
    /// What went wrong while looking for credentials, when `credential` is nil.
    package var credentialProblem: ProblemView?
    /// What can be chosen as target: `project` and, where a local runtime is on, `local`.
    package var targets: [String]
    /// Where models may come from: `huggingface`, `ollama`, `gs` and, to a manager on this machine, `dir`.
    package var sources: [String]
    package var simulated: Bool
    package var version: String

    package init(
        actor: String, role: String, access: String, credential: CredentialView?, credentialProblem: ProblemView?,
        targets: [String], sources: [String], simulated: Bool, version: String
    ) {
        self.actor = actor
        self.role = role
        self.access = access
        self.credential = credential
        self.credentialProblem = credentialProblem
        self.targets = targets
        self.sources = sources
        self.simulated = simulated
        self.version = version
    }
}
