import Foundation
import JWT
import NIOCore

/// A CI system that vouches for its jobs with OIDC tokens, shaped like GitHub Actions. Its key is none of Google's.
package struct OIDCIssuer: Sendable {
    package static let name = "https://token.actions.githubusercontent.com"

    /// A job, as the claims of its token name it.
    package struct Job: Sendable, Hashable {
        package var repository = "example/models"
        package var ref = "refs/heads/main"

        package init(repository: String = "example/models", ref: String = "refs/heads/main") {
            self.repository = repository
            self.ref = ref
        }

        package var subject: String { "repo:\(repository):ref:\(ref)" }
    }

    let key: SigningKey
    let keys: JSONWebKeySet
    /// What a job shows to ask for a token: `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    package let requestToken: String

    init(pem: String, keyID: String, requestToken: String) throws {
        key = try SigningKey(.rs256, pem: pem, keyID: keyID)
        keys = JSONWebKeySet(keys: [try VerificationKey(key)])
        self.requestToken = requestToken
    }

    /// - Parameters:
    ///   - life: seconds from now until it ends; negative for one that is past its time.
    ///   - issuer: another one for a token that nobody should take.
    package func token(
        for job: Job, audience: String, life: Int64 = 300, issuer: String = OIDCIssuer.name
    ) throws -> String {
        let now = IdentityAuthority.now
        // One that is over was made before.
        let issued = min(now, now + life - 1)
        let claims: [String: JSONValue] = [
            "iss": .string(issuer), "sub": .string(job.subject), "aud": .string(audience),
            "iat": .integer(issued), "nbf": .integer(issued - 5), "exp": .integer(now + life),
            "jti": .string(UUID().uuidString), "repository": .string(job.repository),
            "repository_owner": .string(String(job.repository.prefix { $0 != "/" })), "ref": .string(job.ref),
            "event_name": "push", "actor": "dev", "runner_environment": "github-hosted",
        ]
        return try JSONWebToken.signed(
            claims: Array(JSONValue.object(claims).buffer.readableBytesView), by: key)
    }

    var keySet: JSONValue {
        .object(["keys": .array(keys.keys.map { .object($0.jwk.mapValues { .string($0) }) })])
    }
}
