import Foundation
import JWT

/// The signed statement by which a service account asks for tokens (RFC 7523).
struct ServiceAccountAssertion {
    /// A constant of Google's, even where `token_uri` is another.
    private static let audience = "https://oauth2.googleapis.com/token"
    private static let life: Int64 = 3600

    private struct Claims: Encodable {
        var iss: String
        var sub: String?
        var aud: String?
        var scope: String?
        var target_audience: String?
        var iat: Int64
        var exp: Int64
    }

    private let key: CredentialFile.ServiceAccountKey
    private let issued: Int64

    init(_ key: CredentialFile.ServiceAccountKey, now: Date) {
        self.key = key
        issued = Int64(now.timeIntervalSince1970)
    }

    /// The form for an access token.
    func form(scope: String) throws -> [(String, String)] {
        try form(claims(scope: scope))
    }

    /// The form for an ID token.
    func form(targetAudience: String) throws -> [(String, String)] {
        try form(claims(targetAudience: targetAudience))
    }

    /// A token that Google's APIs take as it is, without asking anybody.
    func selfSigned(scope: String) throws -> AccessToken {
        let claims = Claims(
            iss: key.clientEmail,
            sub: key.clientEmail,
            scope: scope,
            iat: issued,
            exp: issued + Self.life
        )
        let expiry = Date(timeIntervalSince1970: TimeInterval(claims.exp))
        return AccessToken(value: try signed(claims), expiry: expiry)
    }

    private func claims(scope: String? = nil, targetAudience: String? = nil) -> Claims {
        Claims(
            iss: key.clientEmail,
            aud: Self.audience,
            scope: scope,
            target_audience: targetAudience,
            iat: issued,
            exp: issued + Self.life
        )
    }

    private func form(_ claims: Claims) throws -> [(String, String)] {
        [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", try signed(claims))]
    }

    private func signed(_ claims: Claims) throws -> String {
        do {
            let signing = try SigningKey(.rs256, pem: key.privateKey, keyID: key.privateKeyID)
            return try JSONWebToken.signed(encoding: claims, by: signing)
        } catch {
            throw GoogleCloudError(
                .credentialsInvalid, message: "the key of \(key.clientEmail) does not sign: \(error)")
        }
    }
}
