/// Who acts, and as whom the manager acts towards Google.
package struct Identity: Sendable, Hashable {
    package var actor: String
    package var role: Role
    package var credential: CredentialSummary?
    /// Why there is no credential.
    package var credentialProblem: Problem?
    /// What can be chosen as target: `project`, and `local` where a local runtime is on.
    package var targets: [String]
    /// Where this manager takes models from; a directory only where it serves nobody but its own machine.
    package var sources: [SourceKind]
    package var isSimulated: Bool
    package var version: String

    package init(
        actor: String, role: Role, credential: CredentialSummary?, credentialProblem: Problem?, targets: [String],
        sources: [SourceKind], isSimulated: Bool, version: String
    ) {
        self.actor = actor
        self.role = role
        self.credential = credential
        self.credentialProblem = credentialProblem
        self.targets = targets
        self.sources = sources
        self.isSimulated = isSimulated
        self.version = version
    }
}
