/// What tokens are made from.
package indirect enum Credential: Sendable {
    case authorizedUser(CredentialFile.AuthorizedUser)
    case serviceAccount(CredentialFile.ServiceAccountKey)
    case externalAccount(ExternalAccount)
    case externalAccountUser(CredentialFile.ExternalAccountUser)
    case impersonated(CredentialFile.ImpersonatedAccount)
    case metadata

    /// Google's name of the kind.
    package var kind: String {
        switch self {
        case .authorizedUser: "authorized_user"
        case .serviceAccount: "service_account"
        case .externalAccount: "external_account"
        case .externalAccountUser: "external_account_authorized_user"
        case .impersonated: "impersonated_service_account"
        case .metadata: "metadata_server"
        }
    }

    /// The service account that requests are made as, where the credential names one.
    package var serviceAccount: String? {
        switch self {
        case .serviceAccount(let key): key.clientEmail
        case .externalAccount(let account): account.impersonation?.email
        case .impersonated(let account): account.target
        case .authorizedUser, .externalAccountUser, .metadata: nil
        }
    }

    /// Whether a person stands behind the requests: Google asks for a quota project then.
    package var isPerson: Bool {
        switch self {
        case .authorizedUser, .externalAccountUser: true
        case .serviceAccount, .externalAccount, .impersonated, .metadata: false
        }
    }

    /// Why no ID token can be made for a chosen audience, and what helps; nil where one can.
    package var idTokenObstacle: String? {
        switch self {
        case .serviceAccount, .impersonated, .metadata: nil
        case .externalAccount(let account):
            account.impersonation == nil
                ? "a federated identity makes no ID token of its own: only a service account can" : nil
        case .authorizedUser:
            "Google makes no ID token for a chosen audience from a person's login: only a service account can"
        case .externalAccountUser:
            "Google makes no ID token for a chosen audience from a workforce login: only a service account can"
        }
    }
}

/// A credential, where it was found, and what came with it.
package struct FoundCredential: Sendable {
    /// By what it was found.
    package enum Finder: String, Sendable, Hashable {
        case option = "--credentials"
        case workloadIdentity = "--workload-identity-provider"
        case variable = "GOOGLE_APPLICATION_CREDENTIALS"
        case gcloud = "gcloud auth application-default login"
        case metadataServer = "metadata server"
    }

    package var credential: Credential
    /// For people: a path or the metadata server's host.
    package var place: String
    package var finder: Finder
    package var project: String?
    /// Where `project` comes from: a variable, the file, gcloud's configuration, the metadata server.
    package var projectSource: String?
    package var quotaProject: String?
    package var quotaProjectSource: String?
    package var universeDomain: String?

    package init(
        credential: Credential,
        place: String,
        finder: Finder = .option,
        project: String? = nil,
        quotaProject: String? = nil,
        universeDomain: String? = nil
    ) {
        self.credential = credential
        self.place = place
        self.finder = finder
        self.project = project
        self.quotaProject = quotaProject
        self.universeDomain = universeDomain
    }
}
