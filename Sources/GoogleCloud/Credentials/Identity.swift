package import Foundation
import Outbound

/// Who we are at Google, for people: never a token.
package struct Identity: Sendable, Hashable {
    /// nil where nobody tells.
    package var email: String?
    /// `authorized_user`, `service_account` or `metadata_server`.
    package var kind: String
    package var place: String
    package var project: String?
    package var quotaProject: String?
    package var tokenExpiry: Date?
}

extension GoogleAPIClient {
    /// Describes the credentials in use, and proves them by getting a token.
    ///
    /// - Returns: nil without credentials.
    package func identity() async throws -> Identity? {
        guard let tokens else { return nil }
        let token = try await tokens.accessToken()
        let found = tokens.found
        return Identity(
            email: await email(found, tokens),
            kind: found.credential.kind,
            place: found.place,
            project: found.project,
            quotaProject: tokens.quotaProject,
            tokenExpiry: token.expiry
        )
    }

    private func email(_ found: FoundCredential, _ tokens: TokenProvider) async -> String? {
        switch found.credential {
        case .serviceAccount(let key):
            return key.clientEmail
        case .metadata:
            return try? await tokens.metadata.text("instance/service-accounts/default/email")
        case .authorizedUser(let user):
            if let account = user.account, !account.isEmpty { return account }
            struct UserInfo: Decodable { var email: String? }
            let answer = try? await send(GoogleRequest(.get, .openIDConnect, "/v1/userinfo"), as: UserInfo.self)
            return answer?.email
        }
    }
}
