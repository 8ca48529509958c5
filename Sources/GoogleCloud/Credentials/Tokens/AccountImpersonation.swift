import Foundation
import NIOCore
import Outbound

/// Asks IAM for tokens of a service account, with a token of somebody who may act as it.
struct AccountImpersonation: Sendable {
    /// Of the account's `generateAccessToken`.
    let url: String
    /// E-mails.
    var delegates: [String] = []
    var quotaProject: String?
    let surroundings: TokenSurroundings

    private struct AccessRequest: Encodable {
        var delegates: [String]
        var scope: [String]
        var lifetime: String
    }

    private struct IdentityRequest: Encodable {
        var delegates: [String]
        var audience: String
        var includeEmail: Bool
    }

    private struct Answer: Decodable {
        var accessToken: String?
        var expireTime: String?
        var token: String?
    }

    /// - Parameter lifetime: seconds; more than 3600 only where the organisation allows it.
    func accessToken(scopes: [String], lifetime: Int = 3600, as own: AccessToken) async throws -> AccessToken {
        let body = AccessRequest(
            delegates: delegates.map(ImpersonationURL.resource), scope: scopes, lifetime: "\(lifetime)s")
        let answer = try await post(body, to: url, as: own)
        guard let token = answer.accessToken, !token.isEmpty, let expiry = answer.expireTime.flatMap(Self.date) else {
            throw GoogleCloudError(.unreadable, message: "IAM gave no accessToken with a readable expireTime")
        }
        return AccessToken(value: token, expiry: expiry)
    }

    func idToken(audience: String, as own: AccessToken) async throws -> String {
        let body = IdentityRequest(
            delegates: delegates.map(ImpersonationURL.resource), audience: audience, includeEmail: true)
        guard let token = try await post(body, to: ImpersonationURL.idToken(url), as: own).token, !token.isEmpty else {
            throw GoogleCloudError(.unreadable, message: "IAM gave no ID token")
        }
        return token
    }

    /// Making a token twice does no harm: tried again like a token endpoint.
    private func post(_ body: some Encodable, to url: String, as own: AccessToken) async throws -> Answer {
        var headers: OutboundHeaders = [
            "Authorization": "Bearer \(own.value)", "Content-Type": "application/json", "Accept": "application/json",
        ]
        if let quotaProject { headers["x-goog-user-project"] = quotaProject }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = ByteBuffer(bytes: try encoder.encode(body))
        return try await surroundings.outbound.pacer.retrying(TokenEndpoint.retry) {
            let response = try await surroundings.outbound.send(
                OutboundRequest(.post, url, headers: headers, body: .bytes(bytes)))
            let answer = try await response.collect(upTo: 1 << 20)
            guard response.isSuccess else { throw refusal(response, answer) }
            guard let decoded = try? GoogleDecoder.decode(Answer.self, from: answer) else {
                throw GoogleCloudError(.unreadable, message: "IAM's answer is not the documented JSON")
            }
            return decoded
        }
    }

    private func refusal(_ response: OutboundResponse, _ body: ByteBuffer) -> GoogleCloudError {
        var error = GoogleCloudError(
            status: response.status, headers: response.headers, body: body, method: .post, url: url)
        let email = ImpersonationURL.email(in: url) ?? "the service account"
        if error.code == .permissionDenied || error.code == .notFound {
            let chain = delegates.isEmpty ? "" : " (each delegate on the next: \(delegates.joined(separator: ", ")))"
            error.advice =
                "Grant roles/iam.serviceAccountTokenCreator on \(email)\(chain), or to an identity of a workload pool "
                + "roles/iam.workloadIdentityUser: gcloud iam service-accounts add-iam-policy-binding \(email) "
                + "--member=MEMBER --role=ROLE"
        }
        return error
    }

    /// RFC 3339, with or without a fraction.
    private static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
