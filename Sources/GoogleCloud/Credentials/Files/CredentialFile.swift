package import Foundation

/// A credential file as Google's tools write it, one case for each type that we can use.
package enum CredentialFile: Sendable {
    case authorizedUser(AuthorizedUser)
    case serviceAccount(ServiceAccountKey)
    case externalAccount(ExternalAccount)
    case externalAccountUser(ExternalAccountUser)
    case impersonated(ImpersonatedAccount)

    /// - Parameter place: how the file is named in errors.
    /// - Throws: `GoogleCloudError` with code `credentialsInvalid`, or `credentialsUnsupported` for types that are
    ///   known and cannot be used; both say what to do.
    package init(json: Data, place: String) throws {
        struct Kind: Decodable { var type: String? }
        func read<File: Decodable>(_ type: File.Type, needing fields: String) throws -> File {
            guard let file = try? JSONDecoder().decode(File.self, from: json) else {
                throw Self.invalid(place, "\(fields) is missing or is not text")
            }
            return file
        }
        guard let kind = try? JSONDecoder().decode(Kind.self, from: json) else {
            throw Self.invalid(place, "it is not JSON")
        }
        switch kind.type {
        case "authorized_user":
            self = .authorizedUser(
                try read(AuthorizedUser.self, needing: "client_id, client_secret or refresh_token"))
        case "service_account":
            self = .serviceAccount(
                try read(ServiceAccountKey.self, needing: "client_email, private_key or private_key_id"))
        case "external_account":
            self = .externalAccount(try ExternalAccount(json: json, place: place))
        case "external_account_authorized_user":
            self = .externalAccountUser(
                try read(
                    ExternalAccountUser.self,
                    needing: "audience, refresh_token, token_url, client_id or client_secret"))
        case "impersonated_service_account":
            self = .impersonated(try ImpersonatedAccount(json: json, place: place))
        case let type?:
            throw Self.unsupported(type, place)
        case nil:
            throw Self.invalid(place, "it has no type; an OAuth client file is not a credential file")
        }
    }

    package var credential: Credential {
        switch self {
        case .authorizedUser(let user): .authorizedUser(user)
        case .serviceAccount(let key): .serviceAccount(key)
        case .externalAccount(let account): .externalAccount(account)
        case .externalAccountUser(let user): .externalAccountUser(user)
        case .impersonated(let account): .impersonated(account)
        }
    }

    package var quotaProject: String? {
        switch self {
        case .authorizedUser(let user): user.quotaProject
        case .serviceAccount(let key): key.quotaProject
        case .externalAccount(let account): account.quotaProject
        case .externalAccountUser(let user): user.quotaProject
        case .impersonated(let account): account.quotaProject
        }
    }

    package var universeDomain: String? {
        switch self {
        case .authorizedUser(let user): user.universeDomain
        case .serviceAccount(let key): key.universeDomain
        case .externalAccount(let account): account.universeDomain
        case .externalAccountUser(let user): user.universeDomain
        case .impersonated(let account): account.universeDomain
        }
    }

    /// The project that the file names itself.
    package var project: String? {
        switch self {
        case .serviceAccount(let key): key.projectID
        case .externalAccount(let account): account.workforceUserProject
        case .authorizedUser, .externalAccountUser, .impersonated: nil
        }
    }

    static func invalid(_ place: String, _ why: String) -> GoogleCloudError {
        GoogleCloudError(
            .credentialsInvalid, message: "\(place): \(why)",
            advice: "Make the file anew (gcloud auth application-default login, or gcloud iam workload-identity-pools "
                + "create-cred-config), or name another in GOOGLE_APPLICATION_CREDENTIALS."
        )
    }
}
