/// What tokens are made from.
package enum Credential: Sendable {
    case authorizedUser(CredentialFile.AuthorizedUser)
    case serviceAccount(CredentialFile.ServiceAccountKey)
    case metadata

    /// Google's name of the kind.
    package var kind: String {
        switch self {
        case .authorizedUser: "authorized_user"
        case .serviceAccount: "service_account"
        case .metadata: "metadata_server"
        }
    }
}

/// A credential, where it was found, and what came with it.
package struct FoundCredential: Sendable {
    package var credential: Credential
    /// For people: a path or the metadata server's host.
    package var place: String
    package var project: String?
    package var quotaProject: String?
    package var universeDomain: String?

    package init(
        credential: Credential,
        place: String,
        project: String? = nil,
        quotaProject: String? = nil,
        universeDomain: String? = nil
    ) {
        self.credential = credential
        self.place = place
        self.project = project
        self.quotaProject = quotaProject
        self.universeDomain = universeDomain
    }
}
