package import Foundation

/// A credential file as Google's tools write it, one case for each kind that we can use.
package enum CredentialFile: Sendable {
    case authorizedUser(AuthorizedUser)
    case serviceAccount(ServiceAccountKey)

    /// Made by `gcloud auth application-default login`.
    package struct AuthorizedUser: Sendable, Decodable {
        package var clientID: String
        var clientSecret: String
        var refreshToken: String
        package var account: String?
        package var quotaProject: String?
        package var universeDomain: String?
        var raptToken: String?

        enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case clientSecret = "client_secret"
            case refreshToken = "refresh_token"
            case account
            case quotaProject = "quota_project_id"
            case universeDomain = "universe_domain"
            case raptToken = "rapt_token"
        }
    }

    /// A key of a service account.
    package struct ServiceAccountKey: Sendable, Decodable {
        package var projectID: String?
        package var privateKeyID: String
        var privateKey: String
        package var clientEmail: String
        package var tokenURI: String?
        package var universeDomain: String?
        package var quotaProject: String?

        enum CodingKeys: String, CodingKey {
            case projectID = "project_id"
            case privateKeyID = "private_key_id"
            case privateKey = "private_key"
            case clientEmail = "client_email"
            case tokenURI = "token_uri"
            case universeDomain = "universe_domain"
            case quotaProject = "quota_project_id"
        }
    }

    /// - Parameter place: how the file is named in errors.
    /// - Throws: `GoogleCloudError` with code `credentialsInvalid`, or `credentialsUnsupported` for kinds that are
    ///   known and not supported yet.
    package init(json: Data, place: String) throws {
        struct Kind: Decodable { var type: String? }
        func invalid(_ why: String) -> GoogleCloudError {
            GoogleCloudError(.credentialsInvalid, message: "\(place): \(why)")
        }
        let decoder = JSONDecoder()
        guard let kind = try? decoder.decode(Kind.self, from: json) else { throw invalid("not JSON") }
        switch kind.type {
        case "authorized_user":
            guard let user = try? decoder.decode(AuthorizedUser.self, from: json) else {
                throw invalid("client_id, client_secret or refresh_token is missing")
            }
            self = .authorizedUser(user)
        case "service_account":
            guard let key = try? decoder.decode(ServiceAccountKey.self, from: json) else {
                throw invalid("client_email, private_key or private_key_id is missing")
            }
            self = .serviceAccount(key)
        case let type? where Self.advice.keys.contains(type):
            let advice = Self.advice[type] ?? ""
            throw GoogleCloudError(
                .credentialsUnsupported, message: "\(place): type \(type) is not supported; \(advice)")
        case let type?:
            throw invalid("unknown type \(type)")
        case nil:
            throw invalid("it has no type; an OAuth client file is not a credential file")
        }
    }

    private static let advice: [String: String] = [
        "external_account": "use a service account key, or run where a metadata server is",
        "external_account_authorized_user": "log in with `gcloud auth application-default login`",
        "impersonated_service_account": "give the source credentials themselves",
        "gdch_service_account": "Google Distributed Cloud has no Cloud Run",
    ]
}
