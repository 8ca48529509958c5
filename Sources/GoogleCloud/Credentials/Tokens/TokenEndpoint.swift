import Foundation
import NIOCore
import Outbound

/// An OAuth token endpoint (RFC 6749): forms in, tokens out.
struct TokenEndpoint: Sendable {
    /// Three tries, one second apart and doubling (google.auth's exponential backoff).
    static let retry = RetryPolicy(attempts: 3, initialDelay: .seconds(1), deadline: .seconds(30))

    let outbound: OutboundClient
    let url: String

    /// - Parameter client: id and secret, sent as HTTP Basic.
    /// - Throws: `GoogleCloudError`; code `tokenRefused` means that the user must log in again.
    func post(_ form: [(String, String)], client: (id: String, secret: String)? = nil) async throws -> TokenAnswer {
        var headers: OutboundHeaders = [
            "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
        ]
        if let client {
            headers["Authorization"] = "Basic " + Data("\(client.id):\(client.secret)".utf8).base64EncodedString()
        }
        let body = ByteBuffer(string: PercentEncoding.query(form.filter { !$0.1.isEmpty }))
        return try await outbound.pacer.retrying(Self.retry) {
            let response = try await outbound.send(OutboundRequest(.post, url, headers: headers, body: .bytes(body)))
            let answer = try await response.collect(upTo: 1 << 20)
            guard response.isSuccess else {
                var error = GoogleCloudError(
                    status: response.status, headers: response.headers, body: answer, method: .post, url: url)
                // Some endpoints name a passing failure in the description (google.auth's _can_retry).
                if Self.passing.contains(where: { error.message.contains($0) }) { error.isRetryable = true }
                throw error
            }
            return try TokenAnswer(answer, from: "the token endpoint")
        }
    }

    private static let passing = ["internal_failure", "server_error", "temporarily_unavailable"]
}
