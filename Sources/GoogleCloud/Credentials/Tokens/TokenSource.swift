import Foundation
import Outbound

/// Makes tokens of one kind of credential, anew at every call; keeping and sharing them is `TokenProvider`'s work.
protocol TokenSource: Sendable {
    /// - Throws: `GoogleCloudError`, `OutboundError`, `CancellationError`.
    func accessToken(scopes: [String]) async throws -> AccessToken
    /// - Throws: `GoogleCloudError` with code `credentialsUnsupported` where the credential can make none.
    func idToken(audience: String) async throws -> String
}

/// What every kind of credential needs to make tokens.
struct TokenSurroundings: Sendable {
    var outbound: OutboundClient
    var endpoints: GoogleEndpoints
    var environment: [String: String]
    var now: @Sendable () -> Date

    func source(of credential: Credential, quotaProject: String?) -> any TokenSource {
        switch credential {
        case .metadata:
            MetadataTokens(server: MetadataServer(host: endpoints.metadataHost, outbound: outbound), now: now)
        case .authorizedUser(let user): UserTokens(user: user, surroundings: self)
        case .serviceAccount(let key): ServiceAccountTokens(key: key, surroundings: self)
        case .externalAccountUser(let user): FederatedUserTokens(user: user, surroundings: self)
        case .externalAccount(let account):
            FederatedTokens(account: account, quotaProject: quotaProject, surroundings: self)
        case .impersonated(let account):
            ImpersonatedTokens(
                account: account,
                source: source(of: account.source, quotaProject: account.sourceQuotaProject ?? quotaProject),
                surroundings: self
            )
        }
    }

    func refusedIDToken(_ credential: Credential, audience: String) -> GoogleCloudError {
        GoogleCloudError(
            .credentialsUnsupported,
            message: "no ID token for \(audience): \(credential.idTokenObstacle ?? "")",
            advice: Self.idTokenAdvice
        )
    }

    /// What gives an ID token to somebody whose credential cannot.
    static let idTokenAdvice =
        "Act as a service account that may call the service: add --impersonate-service-account EMAIL (you need "
        + "roles/iam.serviceAccountTokenCreator on it); or go through `gcloud run services proxy SERVICE`."
}
