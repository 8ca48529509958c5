package import Foundation
import JWT
import Outbound

/// Who we are at Google, for people: never a token.
package struct Identity: Sendable, Hashable {
    /// nil where nobody tells.
    package var email: String?
    /// As IAM policies name us: an e-mail, or `principal://…/subject/…` of a federated identity.
    package var principal: String?
    /// `authorized_user`, `service_account`, `external_account`, … or `metadata_server`.
    package var kind: String
    package var place: String
    package var finder: FoundCredential.Finder
    /// As whom we first are before a service account is impersonated, and where a subject token comes from.
    package var through: String?
    package var project: String?
    package var projectSource: String?
    package var quotaProject: String?
    package var quotaProjectSource: String?
    package var universeDomain: String
    package var tokenExpiry: Date?
    /// Why no ID token can be made; nil when one can.
    package var idTokenObstacle: String?
    /// What helps then.
    package var idTokenAdvice: String?
}

extension GoogleAPIClient {
    /// Describes the credentials in use, and proves them by getting a token.
    ///
    /// - Returns: nil without credentials.
    package func identity() async throws -> Identity? {
        guard let tokens else { return nil }
        let token = try await tokens.accessToken()
        let found = tokens.found
        let email = await email(found.credential, tokens)
        let obstacle = found.credential.idTokenObstacle
        return Identity(
            email: email,
            principal: await principal(found.credential, tokens) ?? email,
            kind: found.credential.kind,
            place: found.place,
            finder: found.finder,
            through: await through(found.credential, tokens),
            project: await project(found),
            projectSource: found.projectSource ?? Self.number(found.credential).map { _ in "the identity pool" },
            quotaProject: tokens.quotaProject,
            quotaProjectSource: tokens.quotaProjectSource,
            universeDomain: found.universeDomain ?? GoogleEndpoints.defaultUniverse,
            tokenExpiry: token.expiry,
            idTokenObstacle: obstacle,
            idTokenAdvice: obstacle.map { _ in TokenSurroundings.idTokenAdvice }
        )
    }

    private func email(_ credential: Credential, _ tokens: TokenProvider) async -> String? {
        if let account = credential.serviceAccount { return account }
        switch credential {
        case .metadata:
            return try? await tokens.metadata.text("instance/service-accounts/default/email")
        case .authorizedUser(let user):
            if let account = user.account, !account.isEmpty { return account }
            struct UserInfo: Decodable { var email: String? }
            let answer = try? await send(GoogleRequest(.get, .openIDConnect, "/v1/userinfo"), as: UserInfo.self)
            return answer?.email
        case .serviceAccount, .externalAccount, .externalAccountUser, .impersonated: return nil
        }
    }

    private func principal(_ credential: Credential, _ tokens: TokenProvider) async -> String? {
        guard case .externalAccount(let account) = credential, account.impersonation == nil else { return nil }
        return await federated(account, tokens)
    }

    /// The subject is what the token of the other provider says of itself, as a pool maps it by default.
    private func federated(_ account: ExternalAccount, _ tokens: TokenProvider) async -> String {
        // A program is not run a second time only to show a name.
        if case .executable = account.source { return account.principal(subject: "…") }
        let reader = FederatedTokens(
            account: account, quotaProject: nil, surroundings: tokens.surroundings
        ).reader
        let subject = (try? await reader.subjectToken()).flatMap { try? JSONWebToken(reading: $0) }?.subject
        return account.principal(subject: subject ?? "…")
    }

    private func through(_ credential: Credential, _ tokens: TokenProvider) async -> String? {
        switch credential {
        case .externalAccount(let account):
            let place = account.source.description
            guard account.impersonation != nil else { return "a token from \(place)" }
            return "\(await federated(account, tokens)), a token from \(place)"
        case .impersonated(let account):
            let chain = ([account.source.description] + account.delegates).joined(separator: ", then ")
            return chain
        case .externalAccountUser(let user): return "a login of the workforce pool \(user.audience)"
        case .authorizedUser, .serviceAccount, .metadata: return nil
        }
    }

    private func project(_ found: FoundCredential) async -> String? {
        if let project = found.project { return project }
        guard let number = Self.number(found.credential) else { return nil }
        return (try? await ResourceManagerClient(self).project(number).projectId) ?? number
    }

    private static func number(_ credential: Credential) -> String? {
        guard case .externalAccount(let account) = credential else { return nil }
        return account.projectNumber
    }
}

extension Credential {
    /// For people, in one phrase.
    package var description: String {
        switch self {
        case .authorizedUser(let user): user.account.flatMap { $0.isEmpty ? nil : $0 } ?? "a person's login"
        case .serviceAccount(let key): key.clientEmail
        case .externalAccount(let account):
            account.impersonation?.email ?? account.principal(subject: "…")
        case .externalAccountUser: "a workforce login"
        case .impersonated(let account): account.target
        case .metadata: "this machine's service account"
        }
    }
}
