import Foundation
import NIOCore
import NIOFoundationCompat
package import Outbound

/// The metadata server of a Google machine (or the simulator's), which gives tokens without any file.
package struct MetadataServer: Sendable {
    package static let usualHost = "metadata.google.internal"

    package let host: String
    private let outbound: OutboundClient
    /// What the firmware calls this machine.
    private let productName: @Sendable () -> String

    package init(
        host: String, outbound: OutboundClient,
        productName: @escaping @Sendable () -> String = {
            FileManager.default.contents(atPath: "/sys/class/dmi/id/product_name").map {
                String(decoding: $0, as: UTF8.self)
            } ?? ""
        }
    ) {
        self.host = host
        self.outbound = outbound
        self.productName = productName
    }

    /// Whether one answers; a machine without waits a few seconds at most.
    ///
    /// It is looked for as google.auth does: at `GCE_METADATA_IP` (the host itself where that is configured, the
    /// link-local address otherwise), `GCE_METADATA_DETECT_RETRIES` times for `GCE_METADATA_TIMEOUT` seconds; a machine
    /// whose firmware is Google's has one even when it does not answer in time. Unlike there, an address that refuses is
    /// not asked again, and a machine whose firmware names another maker is given one second: it has none.
    ///
    /// - Parameter patiently: one is known to be there (a simulator's), on a machine that may be busy.
    package func isThere(environment: [String: String] = [:], patiently: Bool = false) async -> Bool {
        let product = productName()
        let isElsewhere = !product.isEmpty && !product.hasPrefix("Google") && host == Self.usualHost
        var request = request("")
        request.url = "http://\(address(environment))/"
        request.retry = .none
        let seconds = environment["GCE_METADATA_TIMEOUT"].flatMap { Double($0) } ?? (isElsewhere ? 1 : 3)
        request.timeouts = OutboundTimeouts(head: .seconds(seconds), stall: nil, total: .seconds(seconds))
        var tries = environment["GCE_METADATA_DETECT_RETRIES"].flatMap { Int($0) } ?? (isElsewhere ? 1 : 3)
        if patiently {
            request.timeouts = OutboundTimeouts(head: .seconds(30), stall: nil, total: .seconds(40))
            tries = 1
        }
        for _ in 0..<max(1, tries) where !Task.isCancelled {
            do {
                let response = try await outbound.send(request)
                _ = await response.prefix(upTo: 1024)
                return response.isSuccess && Self.isGenuine(response)
            } catch let error as OutboundError where error.code == .nameNotFound || error.code == .connectFailed {
                break
            } catch {
                continue
            }
        }
        return !patiently && product.hasPrefix("Google")
    }

    private func address(_ environment: [String: String]) -> String {
        if let address = environment["GCE_METADATA_IP"], !address.isEmpty { return address }
        return host == Self.usualHost && environment["GCE_METADATA_HOST"] == nil ? "169.254.169.254" : host
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

    func token(scopes: [String]) async throws -> TokenAnswer {
        let query = scopes.isEmpty ? [] : [("scopes", scopes.joined(separator: ","))]
        let response = try await outbound.send(request("instance/service-accounts/default/token", query))
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
