import NIOCore
import Outbound

/// The OAuth token endpoint (RFC 6749): forms in, tokens out.
struct TokenEndpoint: Sendable {
    let outbound: OutboundClient
    let url: String

    /// - Throws: `GoogleCloudError`; code `tokenRefused` means that the user must log in again.
    func post(_ form: [(String, String)]) async throws -> TokenAnswer {
        let policy = RetryPolicy(attempts: 3, initialDelay: .seconds(1), deadline: .seconds(30))
        return try await outbound.pacer.retrying(policy) {
            let request = OutboundRequest(
                .post,
                url,
                headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
                body: .bytes(ByteBuffer(string: PercentEncoding.query(form)))
            )
            let response = try await outbound.send(request)
            let body = try await response.collect(upTo: 1 << 20)
            guard response.isSuccess else {
                throw GoogleCloudError(
                    status: response.status,
                    headers: response.headers,
                    body: body,
                    method: .post,
                    url: url
                )
            }
            return try TokenAnswer(body, from: "the token endpoint")
        }
    }
}
