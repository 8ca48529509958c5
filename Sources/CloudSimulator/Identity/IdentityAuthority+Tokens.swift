import Foundation
import JWT
import NIOCore

extension IdentityAuthority {
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// A JWT of these claims, signed as Google would.
    func sign(_ claims: [String: JSONValue]) throws -> String {
        try JSONWebToken.signed(claims: Array(JSONValue.object(claims).buffer.readableBytesView), by: tokenKey)
    }

    /// A new access token.
    func accessToken(for email: String, scopes: [String], lifetime: Int = IdentityAuthority.lifetime) throws -> String {
        let now = Self.now
        let claims: [String: JSONValue] = [
            "iss": "simulator", "sub": .string(email), "scope": .string(scopes.joined(separator: " ")),
            "iat": .integer(now), "exp": .integer(now + Int64(lifetime)), "jti": .string(UUID().uuidString),
        ]
        return Self.tokenPrefix + (try sign(claims))
    }

    /// A Google ID token for a service account.
    package func idToken(for email: String, audience: String, includesEmail: Bool = true) throws -> String {
        let now = Self.now
        var claims: [String: JSONValue] = [
            "iss": .string(Self.issuer), "sub": .string(Self.uniqueID(of: email)), "aud": .string(audience),
            "azp": .string(Self.uniqueID(of: email)), "iat": .integer(now), "exp": .integer(now + 3600),
        ]
        if includesEmail {
            claims["email"] = .string(email)
            claims["email_verified"] = true
        }
        return try sign(claims)
    }

    /// The e-mail of a valid ID token for the audience; `nil` for any other text.
    package func emailOfIDToken(_ text: String, audiences: Set<String>) -> String? {
        guard let token = try? JSONWebToken.verified(text, by: tokenKeys),
            (try? token.check(issuers: [Self.issuer], audiences: audiences, now: Double(Self.now))) != nil
        else { return nil }
        return token.email ?? token.subject
    }

    /// The public keys under which ID tokens verify, as `/oauth2/v3/certs` shows them.
    package var keySet: JSONValue {
        .object(["keys": .array(tokenKeys.keys.map { .object($0.jwk.mapValues { .string($0) }) })])
    }

    /// A number that stays the same for an account.
    static func uniqueID(of email: String) -> String {
        let sum = email.utf8.reduce(UInt64(7)) { ($0 &* 31 &+ UInt64($1)) % 100_000_000_000_000 }
        return "1\(String(format: "%020llu", sum))"
    }

    /// Who sends this access token. Throws the 401 that Google gives for any other text.
    package func caller(presenting token: String) throws -> SimulatorContext.Caller {
        guard !isExpired(token) else { throw GoogleError.unauthenticated("ACCESS_TOKEN_EXPIRED") }
        if token.hasPrefix(Self.tokenPrefix) { return try issued(String(token.dropFirst(Self.tokenPrefix.count))) }
        guard let jwt = try? JSONWebToken.verified(token, by: accountKeys) else {
            throw GoogleError.unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED")
        }
        guard jwt.issuer == Self.serviceAccount, jwt.subject == jwt.issuer, let expiry = jwt.expiry,
            let issued = jwt.issuedAt, expiry - issued <= 3600
        else { throw GoogleError.unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED") }
        guard expiry > Double(Self.now) else { throw GoogleError.unauthenticated("ACCESS_TOKEN_EXPIRED") }
        guard jwt.notBefore ?? 0 <= Double(Self.now) + 30, issued <= Double(Self.now) + 30 else {
            throw GoogleError.unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED")
        }
        let scope = jwt.claims["scope"]?.string
        let audience = jwt.audiences.first
        guard (scope == nil) != (audience == nil) else {
            throw GoogleError.unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED")
        }
        if let audience, audience.wholeMatch(of: /https:\/\/[a-z0-9.-]+\.googleapis\.com\//) == nil {
            throw GoogleError.unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED")
        }
        var caller = SimulatorContext.Caller(email: Self.serviceAccount, scopes: Self.list(scope))
        caller.audience = audience
        return caller
    }

    private func issued(_ text: String) throws -> SimulatorContext.Caller {
        guard let jwt = try? JSONWebToken.verified(text, by: tokenKeys), jwt.issuer == "simulator",
            let email = jwt.subject, let expiry = jwt.expiry
        else { throw GoogleError.unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED") }
        guard expiry > Double(Self.now) else { throw GoogleError.unauthenticated("ACCESS_TOKEN_EXPIRED") }
        var caller = SimulatorContext.Caller(email: email, scopes: Self.list(jwt.claims["scope"]?.string))
        caller.sets = jwt.claims["sets"]?.strings ?? []
        return caller
    }

    static func list(_ scope: String?) -> [String] {
        (scope ?? "").split(separator: " ").map(String.init)
    }
}
