import Digests
package import Domain
import Foundation
import NIOCore
package import Outbound

/// Tells one address about the ends of imports and deploys.
///
/// Each announcement is a POST of JSON, signed with HMAC-SHA256 over the time, a dot and the body:
/// `X-LLM-Manager-Signature: t=1800000000,v1=HEX`. An answer other than 2xx is tried again for some minutes.
package struct Webhook: Sendable {
    package let url: String
    private let key: Secret
    private let client: OutboundClient
    private let seconds: @Sendable () -> Int

    /// - Throws: `invalid-request` for an address that is neither `https` nor on this machine, and for a short key.
    package init(
        _ url: String, key: Secret, client: OutboundClient,
        seconds: @escaping @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }
    ) throws(Problem) {
        let parts = URLComponents(string: url)
        let isHere = ["127.0.0.1", "[::1]", "localhost"].contains(parts?.host ?? "")
        guard let parts, parts.scheme == "https" || (parts.scheme == "http" && isHere), parts.user == nil else {
            throw Problem(
                .invalidRequest, "Not an address for a webhook", detail: "it must be https, without a user name",
                fix: "Give --webhook https://…"
            )
        }
        guard key.reveal().utf8.count >= 16 else {
            throw Problem(
                .invalidRequest, "The webhook's key is too short", detail: "it has fewer than 16 bytes",
                fix: "Set LLM_MANAGER_WEBHOOK_KEY to the output of: openssl rand -hex 32"
            )
        }
        self.url = url
        self.key = key
        self.client = client
        self.seconds = seconds
    }

    /// - Throws: what the last try said.
    package func tell(_ announcement: Announcement) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = Array(try encoder.encode(announcement))
        let time = seconds()
        let code = HMACSHA256.code(of: Array("\(time).".utf8) + body, key: Array(key.reveal().utf8))
        let request = OutboundRequest(
            .post, url,
            headers: [
                "Content-Type": "application/json", "X-LLM-Manager-Delivery": announcement.id,
                "X-LLM-Manager-Signature": "t=\(time),v1=\(Hex.encode(code))",
            ],
            body: .bytes(ByteBuffer(bytes: body)),
            timeouts: OutboundTimeouts(head: .seconds(10), stall: nil, total: .seconds(20)),
            retry: RetryPolicy(attempts: 6, initialDelay: .seconds(1), longestDelay: .seconds(60))
        )
        let response = try await client.send(request)
        guard response.isSuccess else {
            throw Problem(
                .unavailable, "The webhook was not taken", detail: "it answered \(response.status)",
                fix: "Look at what listens at the webhook's address."
            )
        }
    }
}
