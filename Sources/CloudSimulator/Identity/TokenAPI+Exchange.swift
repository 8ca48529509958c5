import Foundation
import HTTPTypes
import Hummingbird
import JWT

/// Security Token Service (RFC 8693): a token of another provider for one of Google's.
extension TokenAPI {
    private static let fields: Set<String> = [
        "grant_type", "audience", "scope", "requested_token_type", "subject_token", "subject_token_type", "options",
    ]
    private static let tokenTypes = ["jwt", "id_token"].map { "urn:ietf:params:oauth:token-type:\($0)" }

    func exchange(_ form: QueryParameters) throws -> JSONValue {
        if let odd = form.items.first(where: { !Self.fields.contains($0.name) || $0.value.isEmpty }) {
            throw OAuthError("invalid_request", "Invalid value for \"\(odd.name)\".")
        }
        guard form["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange" else {
            throw OAuthError("unsupported_grant_type", "Invalid grant_type.")
        }
        guard let provider = authority.providers.first(where: { $0.name == form["audience"] }) else {
            throw OAuthError(
                "invalid_target",
                "The target service indicated by the \"audience\" parameters is invalid. This might either be because "
                    + "the pool or provider is disabled or deleted or because it doesn't exist.")
        }
        guard form["requested_token_type"] == "urn:ietf:params:oauth:token-type:access_token",
            Self.tokenTypes.contains(form["subject_token_type"] ?? "")
        else { throw OAuthError("invalid_request", "Invalid token type.") }
        try check(options: form["options"], of: provider)
        let scopes = IdentityAuthority.list(form["scope"])
        guard !scopes.isEmpty, scopes.allSatisfy({ $0.hasPrefix("https://www.googleapis.com/auth/") }) else {
            throw OAuthError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        }
        let identity = try provider.admit(form["subject_token"] ?? "", keys: authority.github.keys)
        return [
            "access_token": .string(try authority.accessToken(for: identity, scopes: scopes)),
            "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "expires_in": .integer(Int64(IdentityAuthority.lifetime)), "token_type": "Bearer",
        ]
    }

    /// Percent-encoded JSON; a project to count for belongs to workforce pools alone.
    private func check(options: String?, of provider: IdentityProvider) throws {
        guard let options else { return }
        struct Options: Decodable { var userProject: String? }
        guard let text = options.removingPercentEncoding,
            let decoded = try? JSONDecoder().decode(Options.self, from: Data(text.utf8))
        else { throw OAuthError("invalid_request", "Invalid JSON in \"options\".") }
        guard decoded.userProject == nil || provider.isWorkforce else {
            throw OAuthError("invalid_request", "userProject is only allowed for workforce pools.")
        }
    }

    /// The refresh of a login through a workforce pool, by HTTP Basic.
    func workforceGrant(_ form: QueryParameters, _ call: GoogleCall) throws -> JSONValue {
        let client = Data("\(authority.clientID):\(authority.clientSecret)".utf8).base64EncodedString()
        guard call.request.headers[.authorization] == "Basic \(client)" else {
            throw OAuthError("invalid_client", "The OAuth client was not found.", status: .unauthorized)
        }
        guard form["grant_type"] == "refresh_token" else {
            throw OAuthError("unsupported_grant_type", "Invalid grant_type.")
        }
        guard form["refresh_token"] == authority.workforceRefreshToken else {
            throw OAuthError("invalid_grant", "Token has been expired or revoked.")
        }
        let scopes = [IdentityAuthority.cloudPlatform]
        return [
            "access_token": .string(try authority.accessToken(for: IdentityAuthority.workforceUser, scopes: scopes)),
            "expires_in": .integer(Int64(IdentityAuthority.lifetime)), "token_type": "Bearer",
            "refresh_token": .string(authority.workforceRefreshToken),
        ]
    }
}
