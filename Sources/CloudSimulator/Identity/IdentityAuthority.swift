import Digests
import Foundation
import JWT
import Synchronization

/// Who there is, and every token: access tokens, ID tokens, the keys behind them. Tokens outlive a restart.
package final class IdentityAuthority: Sendable {
    /// What is kept: keys and test credentials of this state directory, and of no real account.
    private struct Stored: Codable, Sendable {
        var tokenKey: String
        var accountKey: String
        var accountKeyID: String
        var clientID: String
        var clientSecret: String
        var refreshToken: String
        var accounts: [String]
        // What came later: an older state directory gets it at its next start.
        var issuerKey: String?
        var issuerRequestToken: String?
        var workforceRefreshToken: String?
    }

    /// The service account that this machine and the key file stand for.
    package static let serviceAccount = "simulator@demo-project.iam.gserviceaccount.com"
    /// An account that only `serviceAccount` may act as: reached through it as a delegate.
    package static let deployer = "deployer@demo-project.iam.gserviceaccount.com"
    /// The person whom the refresh token belongs to.
    package static let user = "dev@example.com"
    static let tokenPrefix = "ya29.simulator-"
    static let issuer = "https://accounts.google.com"
    static let cloudPlatform = "https://www.googleapis.com/auth/cloud-platform"
    /// Seconds that an access token lives.
    static let lifetime = 3599

    let tokenKey: SigningKey
    let tokenKeys: JSONWebKeySet
    let accountKey: SigningKey
    let accountKeys: JSONWebKeySet
    let clientID: String
    let clientSecret: String
    let refreshToken: String
    /// The CI system whose tokens the identity pools take.
    package let github: OIDCIssuer
    let pools: StoredState<[IdentityProvider]>
    let workforceRefreshToken: String
    /// Where the simulated token endpoint is.
    let tokenURL: String
    private let expired = Mutex<Set<String>>([])

    package init(_ state: StateDirectory, endpoints: SimulatorEndpoints) throws {
        let kept = try StoredState(state, "identity.json", initial: try Self.firstState())
        let stored = try kept.update { stored in
            try Self.complete(&stored)
            return stored
        }
        let tokenKeyID = Self.keyID(of: stored.tokenKey)
        tokenKey = try SigningKey(.rs256, pem: stored.tokenKey, keyID: tokenKeyID)
        tokenKeys = JSONWebKeySet(keys: [try VerificationKey(tokenKey)])
        accountKey = try SigningKey(.rs256, pem: stored.accountKey, keyID: stored.accountKeyID)
        accountKeys = JSONWebKeySet(keys: [try VerificationKey(accountKey)])
        clientID = stored.clientID
        clientSecret = stored.clientSecret
        refreshToken = stored.refreshToken
        let issuerKey = stored.issuerKey ?? ""
        github = try OIDCIssuer(
            pem: issuerKey, keyID: Self.keyID(of: issuerKey), requestToken: stored.issuerRequestToken ?? "")
        workforceRefreshToken = stored.workforceRefreshToken ?? ""
        pools = try StoredState(state, "workload-identity.json", initial: [.workload, .workforce])
        tokenURL = "\(endpoints.google)/token"
        try writeCredentialFiles(to: state, endpoints: endpoints)
    }

    /// From now on the token is past its time, whatever it says itself.
    func expire(_ token: String) { expired.withLock { _ = $0.insert(token) } }

    func isExpired(_ token: String) -> Bool { expired.withLock { $0.contains(token) } }

    private static func firstState() throws -> Stored {
        let account = try SigningKey.generate(.rs256).privateKeyPEM
        return Stored(
            tokenKey: try SigningKey.generate(.rs256).privateKeyPEM,
            accountKey: account,
            accountKeyID: keyID(of: account),
            clientID: "100000000001-simulator.apps.googleusercontent.com",
            clientSecret: "simulator-\(UUID().uuidString.lowercased())",
            refreshToken: "1//simulator-\(UUID().uuidString.lowercased())",
            accounts: [serviceAccount]
        )
    }

    private static func complete(_ stored: inout Stored) throws {
        stored.issuerKey = try stored.issuerKey ?? SigningKey.generate(.rs256).privateKeyPEM
        stored.issuerRequestToken = stored.issuerRequestToken ?? "job-\(UUID().uuidString.lowercased())"
        stored.workforceRefreshToken = stored.workforceRefreshToken ?? "workforce-\(UUID().uuidString.lowercased())"
    }

    private static func keyID(of pem: String) -> String {
        var hash = SHA1()
        hash.update(Array(pem.utf8))
        return Hex.encode(hash.finalized())
    }
}
