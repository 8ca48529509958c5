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

/// A Google credential as far as it may be shown: never a token, never a key.
package struct CredentialSummary: Sendable, Hashable, Codable {
    package var email: String?
    /// `authorized_user`, `service_account`, `metadata`, …
    package var kind: String
    /// Where it was found: a path, a variable's name, `metadata server`.
    package var foundIn: String
    package var project: String?
    package var quotaProject: String?
    /// RFC 3339, UTC.
    package var expiresAt: String?

    package init(
        email: String? = nil, kind: String, foundIn: String, project: String? = nil, quotaProject: String? = nil,
        expiresAt: String? = nil
    ) {
        self.email = email
        self.kind = kind
        self.foundIn = foundIn
        self.project = project
        self.quotaProject = quotaProject
        self.expiresAt = expiresAt
    }
}
