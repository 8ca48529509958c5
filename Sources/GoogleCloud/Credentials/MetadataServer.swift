import Foundation
import NIOCore
import NIOFoundationCompat
package import Outbound

/// The metadata server of a Google machine (or the simulator's), which gives tokens without any file.
package struct MetadataServer: Sendable {
    package let host: String
    private let outbound: OutboundClient

    package init(host: String, outbound: OutboundClient) {
        self.host = host
        self.outbound = outbound
    }

    /// Whether one answers; a machine without waits a few seconds at most.
    ///
    /// - Parameter patiently: one is known to be there (a simulator's), on a machine that may be busy.
    package func isThere(patiently: Bool = false) async -> Bool {
        var request = request("")
        request.url = "http://\(host)/"
        request.retry = .none
        if patiently { request.timeouts = OutboundTimeouts(head: .seconds(30), stall: nil, total: .seconds(40)) }
        guard let response = try? await outbound.send(request) else { return false }
        return response.isSuccess && Self.isGenuine(response)
    }

    /// A value below `/computeMetadata/v1/`, nil when there is none.
    package func text(_ path: String, query: [(String, String)] = []) async throws -> String? {
        let response = try await outbound.send(request(path, query))
        let body = try await response.collect(upTo: 1 << 20)
        if response.status == 404 { return nil }
        try check(response, body)
        let text = String(buffer: body).trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }

    func token() async throws -> TokenAnswer {
        let response = try await outbound.send(request("instance/service-accounts/default/token"))
        let body = try await response.collect(upTo: 1 << 20)
        try check(response, body)
        return try TokenAnswer(body, from: "the metadata server")
    }

    /// An ID token of the machine's service account for `audience`.
    func identity(audience: String) async throws -> String? {
        try await text(
            "instance/service-accounts/default/identity",
            query: [("audience", audience), ("format", "full")]
        )
    }

    private func request(_ path: String, _ query: [(String, String)] = []) -> OutboundRequest {
        let tail = query.isEmpty ? "" : "?" + PercentEncoding.query(query)
        return OutboundRequest(
            .get,
            "http://\(host)/computeMetadata/v1/\(path)\(tail)",
            headers: ["Metadata-Flavor": "Google"],
            timeouts: OutboundTimeouts(head: .seconds(3), stall: nil, total: .seconds(5)),
            retry: RetryPolicy(attempts: 5, initialDelay: .milliseconds(200), deadline: .seconds(20))
        )
    }

    private func check(_ response: OutboundResponse, _ body: ByteBuffer) throws {
        guard response.isSuccess else {
            throw GoogleCloudError(
                status: response.status,
                headers: response.headers,
                body: body,
                method: .get,
                url: response.url
            )
        }
        guard Self.isGenuine(response) else {
            throw GoogleCloudError(.credentialsInvalid, message: "\(host) is not a metadata server")
        }
    }

    private static func isGenuine(_ response: OutboundResponse) -> Bool {
        response.headers["Metadata-Flavor"] == "Google"
    }
}
