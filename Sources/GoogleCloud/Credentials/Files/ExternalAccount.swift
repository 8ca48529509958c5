import Foundation

/// An identity of another provider that Google trusts (Workload Identity Federation): a token of theirs is exchanged
/// for one of Google's, which may then act as a service account.
package struct ExternalAccount: Sendable {
    /// A service account that the federated identity acts as.
    package struct Impersonation: Sendable, Hashable {
        /// Of its `generateAccessToken`; nil: in the universe's usual place.
        var url: String?
        package var email: String
        var lifetime: Int = 3600
    }

    /// `//iam.googleapis.com/projects/NUM/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`, or of a
    /// workforce pool.
    package var audience: String
    var subjectTokenType: String
    /// nil: `https://sts.UNIVERSE/v1/token`.
    var tokenURL: String?
    package var source: SubjectTokenSource
    package var impersonation: Impersonation?
    var clientID: String?
    var clientSecret: String?
    /// Workforce pools only: the project that calls count for.
    package var workforceUserProject: String?
    package var quotaProject: String?
    package var universeDomain: String?

    /// Of the project that owns the pool; nil for a workforce pool.
    package var projectNumber: String? {
        let parts = audience.split(separator: "/")
        guard let index = parts.firstIndex(of: "projects"), index + 1 < parts.count else { return nil }
        return String(parts[index + 1])
    }

    var isWorkforce: Bool { audience.contains("/workforcePools/") }

    /// The federated identity as IAM policies write it, for a subject of the pool.
    package func principal(subject: String) -> String {
        let pool = audience.split(separator: "/providers/", maxSplits: 1).first.map(String.init) ?? audience
        return "principal:\(pool)/subject/\(subject)"
    }

    init(audience: String, subjectTokenType: String, source: SubjectTokenSource, impersonation: Impersonation? = nil) {
        self.audience = audience
        self.subjectTokenType = subjectTokenType
        self.source = source
        self.impersonation = impersonation
    }

    init(json: Data, place: String) throws {
        guard let file = try? JSONDecoder().decode(File.self, from: json) else {
            throw CredentialFile.invalid(place, "a field has another type than Google documents")
        }
        func required(_ value: String?, _ name: String) throws -> String {
            guard let value, !value.isEmpty else { throw CredentialFile.invalid(place, "\(name) is missing") }
            return value
        }
        let type = try required(file.subject_token_type, "subject_token_type")
        let source = try SubjectTokenSource(file.credential_source, subjectTokenType: type, place: place)
        self.init(audience: try required(file.audience, "audience"), subjectTokenType: type, source: source)
        tokenURL = file.token_url
        clientID = file.client_id
        clientSecret = file.client_secret
        workforceUserProject = file.workforce_pool_user_project
        quotaProject = file.quota_project_id
        universeDomain = file.universe_domain
        if let url = file.service_account_impersonation_url {
            guard let email = ImpersonationURL.email(in: url) else {
                throw CredentialFile.invalid(
                    place, "service_account_impersonation_url does not name an account and :generateAccessToken")
            }
            let lifetime = file.service_account_impersonation?.token_lifetime_seconds ?? 3600
            impersonation = Impersonation(url: url, email: email, lifetime: lifetime)
        }
        if workforceUserProject != nil, !isWorkforce {
            throw CredentialFile.invalid(place, "workforce_pool_user_project is for workforce pools only")
        }
    }

    private struct File: Decodable {
        struct Impersonation: Decodable { var token_lifetime_seconds: Int? }
        var audience: String?
        var subject_token_type: String?
        var token_url: String?
        var credential_source: SubjectTokenSource.File?
        var service_account_impersonation_url: String?
        var service_account_impersonation: Impersonation?
        var client_id: String?
        var client_secret: String?
        var workforce_pool_user_project: String?
        var quota_project_id: String?
        var universe_domain: String?
    }
}
