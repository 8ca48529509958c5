import Foundation

extension CredentialFile {
    /// A service account that another credential acts as, made by `gcloud auth application-default login
    /// --impersonate-service-account=…`.
    package struct ImpersonatedAccount: Sendable {
        package var source: Credential
        /// Billed for the calls by which the source becomes the account.
        package var sourceQuotaProject: String?
        /// E-mail of the account.
        package var target: String
        /// E-mails of the accounts in between, each allowed to act as the next.
        package var delegates: [String]
        package var scopes: [String]
        package var quotaProject: String?
        package var universeDomain: String?

        package init(
            source: Credential, target: String, delegates: [String] = [], scopes: [String] = [],
            sourceQuotaProject: String? = nil, quotaProject: String? = nil, universeDomain: String? = nil
        ) {
            self.source = source
            self.target = target
            self.delegates = delegates
            self.scopes = scopes
            self.sourceQuotaProject = sourceQuotaProject
            self.quotaProject = quotaProject
            self.universeDomain = universeDomain
        }

        init(json: Data, place: String) throws {
            struct File: Decodable {
                var service_account_impersonation_url: String
                var delegates: [String]?
                var scopes: [String]?
                var quota_project_id: String?
                var universe_domain: String?
            }
            guard let file = try? JSONDecoder().decode(File.self, from: json) else {
                throw CredentialFile.invalid(place, "service_account_impersonation_url is missing")
            }
            guard let email = ImpersonationURL.email(in: file.service_account_impersonation_url) else {
                throw CredentialFile.invalid(
                    place, "service_account_impersonation_url does not name an account and :generateAccessToken")
            }
            // The source is an object of its own in the file; it is read by the rules of a file.
            let whole = try? JSONSerialization.jsonObject(with: json) as? [String: Any]
            guard let nested = whole?["source_credentials"] as? [String: Any],
                let data = try? JSONSerialization.data(withJSONObject: nested)
            else { throw CredentialFile.invalid(place, "source_credentials is missing") }
            let source = try CredentialFile(json: data, place: "\(place), source_credentials")
            if case .impersonated = source {
                throw CredentialFile.invalid(
                    place, "source_credentials is itself impersonated; a chain is written as delegates")
            }
            self.init(
                source: source.credential, target: email,
                delegates: (file.delegates ?? []).map { ImpersonationURL.email(ofResource: $0) },
                scopes: file.scopes ?? [], sourceQuotaProject: source.quotaProject,
                quotaProject: file.quota_project_id, universeDomain: file.universe_domain ?? source.universeDomain
            )
        }
    }
}
