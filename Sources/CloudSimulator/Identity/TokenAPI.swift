import Foundation
import HTTPTypes
import Hummingbird
import JWT
import NIOCore

/// `oauth2.googleapis.com/token`, `sts.googleapis.com/v1/token`, and who a token belongs to.
struct TokenAPI: Sendable {
    let authority: IdentityAuthority

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        table.on(.post, "token") { try await api.answer($0, api.grant) }
        table.on(.post, "v1/token") { try await api.answer($0, api.exchange) }
        table.on(.post, "v1/oauthtoken") { call in try await api.answer(call) { try api.workforceGrant($0, call) } }
        for path in ["oauth2/v3/certs"] {
            table.on(.get, path) { _ in
                .json(api.authority.keySet, headers: [.cacheControl: "public, max-age=19000, must-revalidate"])
            }
        }
        for path in ["tokeninfo", "oauth2/v3/tokeninfo"] {
            table.on(.get, path, query: ["access_token", "id_token"]) { api.tokenInfo($0) }
        }
        for path in ["v1/userinfo", "oauth2/v3/userinfo", "oauth2/v2/userinfo"] {
            table.on(.get, path) { call in
                guard let caller = call.context.caller else { throw GoogleError.unauthenticated("CREDENTIALS_MISSING") }
                return .json([
                    "sub": .string(IdentityAuthority.uniqueID(of: caller.email)), "email": .string(caller.email),
                    "email_verified": true,
                ])
            }
        }
    }

    private func answer(
        _ call: GoogleCall, _ grant: (QueryParameters) throws -> JSONValue
    ) async throws -> Response {
        guard call.request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
            return OAuthError("invalid_request", "The body must be application/x-www-form-urlencoded.").response
        }
        let body = try await call.request.body.collect(upTo: 1 << 17)
        do {
            return .json(try grant(QueryParameters(form: String(buffer: body))), headers: [.cacheControl: "no-store"])
        } catch let error as OAuthError {
            return error.response
        }
    }

    /// refresh_token and jwt-bearer.
    private func grant(_ form: QueryParameters) throws -> JSONValue {
        switch form["grant_type"] {
        case "refresh_token":
            guard form["client_id"] == authority.clientID, form["client_secret"] == authority.clientSecret else {
                throw OAuthError("invalid_client", "The OAuth client was not found.", status: .unauthorized)
            }
            guard form["refresh_token"] == authority.refreshToken else {
                throw OAuthError("invalid_grant", "Token has been expired or revoked.")
            }
            let scopes = IdentityAuthority.list(form["scope"])
            let all = ["openid", "https://www.googleapis.com/auth/userinfo.email", IdentityAuthority.cloudPlatform]
            return try token(for: IdentityAuthority.user, scopes: scopes.isEmpty ? all : scopes)
        case "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return try assertionGrant(form["assertion"] ?? "")
        default:
            throw OAuthError("unsupported_grant_type", "Invalid grant_type: \(form["grant_type"] ?? "")")
        }
    }

    private func assertionGrant(_ assertion: String) throws -> JSONValue {
        guard let jwt = try? JSONWebToken.verified(assertion, by: authority.accountKeys) else {
            throw OAuthError("invalid_grant", "Invalid JWT Signature.")
        }
        guard jwt.issuer == IdentityAuthority.serviceAccount else {
            throw OAuthError("invalid_grant", "Invalid grant: account not found")
        }
        let now = Double(IdentityAuthority.now)
        // The endpoint's own address, or the constant that stands for it everywhere.
        guard
            jwt.audiences.contains(where: { ["https://oauth2.googleapis.com/token", authority.tokenURL].contains($0) })
        else { throw OAuthError("invalid_grant", "Invalid JWT: Failed audience check.") }
        guard let issued = jwt.issuedAt, let expiry = jwt.expiry, expiry > now, issued <= now + 300,
            expiry - issued <= 3600
        else {
            throw OAuthError(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check "
                    + "your iat and exp values in the JWT claim."
            )
        }
        guard (jwt.subject ?? IdentityAuthority.serviceAccount) == IdentityAuthority.serviceAccount else {
            throw OAuthError(
                "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, or client not authorized for "
                    + "any of the scopes requested.", status: .unauthorized)
        }
        if let audience = jwt.claims["target_audience"]?.string {
            return [
                "id_token": .string(try authority.idToken(for: IdentityAuthority.serviceAccount, audience: audience))
            ]
        }
        let scopes = IdentityAuthority.list(jwt.claims["scope"]?.string)
        guard !scopes.isEmpty else {
            throw OAuthError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        }
        return try token(for: IdentityAuthority.serviceAccount, scopes: scopes)
    }

    func token(for email: String, scopes: [String]) throws -> JSONValue {
        [
            "access_token": .string(try authority.accessToken(for: email, scopes: scopes)),
            "expires_in": .integer(Int64(IdentityAuthority.lifetime)), "token_type": "Bearer",
            "scope": .string(scopes.joined(separator: " ")),
        ]
    }

    private func tokenInfo(_ call: GoogleCall) -> Response {
        guard let caller = try? authority.caller(presenting: call.query["access_token"] ?? "") else {
            return OAuthError("invalid_token", "Invalid Value").response
        }
        return .json([
            "email": .string(caller.email), "email_verified": "true", "expires_in": "3000",
            "scope": .string(caller.scopes.joined(separator: " ")),
            "sub": .string(IdentityAuthority.uniqueID(of: caller.email)),
        ])
    }
}
