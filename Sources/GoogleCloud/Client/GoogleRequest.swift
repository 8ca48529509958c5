import Foundation
import NIOCore
package import Outbound

/// One call of a Google API as a value; `GoogleAPIClient` signs and sends it.
package struct GoogleRequest: Sendable {
    package enum Place: Sendable, Hashable {
        /// Below the base URL of an API; the path begins with `/` and is percent-encoded already.
        case api(GoogleEndpoints.API, path: String)
        /// An absolute URL that the API gave out, such as an upload session.
        case url(String)
    }

    package var method: OutboundRequest.Method
    package var place: Place
    package var query: [(String, String)]
    package var headers: OutboundHeaders
    package var body: OutboundBody
    /// Whether sending it twice does what sending it once does; only then is it retried.
    package var isIdempotent: Bool
    /// Statuses beside 2xx that are answers and not errors.
    package var accepted: Set<Int>
    /// Without credentials.
    package var isAnonymous: Bool
    package var traffic: OutboundRequest.Traffic
    package var timeouts: OutboundTimeouts
    package var retry: RetryPolicy

    /// - Parameter isIdempotent: by default, true for GET, HEAD and nothing else.
    package init(
        _ method: OutboundRequest.Method,
        _ api: GoogleEndpoints.API,
        _ path: String,
        query: [(String, String)] = [],
        isIdempotent: Bool? = nil
    ) {
        self.init(method, place: .api(api, path: path), query: query, isIdempotent: isIdempotent)
    }

    package init(
        _ method: OutboundRequest.Method,
        place: Place,
        query: [(String, String)] = [],
        isIdempotent: Bool? = nil
    ) {
        self.method = method
        self.place = place
        self.query = query
        headers = [:]
        body = .none
        self.isIdempotent = isIdempotent ?? (method == .get || method == .head)
        accepted = []
        isAnonymous = false
        traffic = .api
        timeouts = .api
        retry = .idempotent
    }

    /// The same call with a JSON body.
    package func json(_ value: some Encodable) throws -> GoogleRequest {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        var request = self
        request.headers["Content-Type"] = "application/json; charset=UTF-8"
        request.body = .bytes(ByteBuffer(bytes: try encoder.encode(value)))
        return request
    }

    func url(_ endpoints: GoogleEndpoints) -> String {
        let base =
            switch place {
            case .api(let api, let path): endpoints.base(api) + path
            case .url(let url): url
            }
        guard !query.isEmpty else { return base }
        return base + (base.contains("?") ? "&" : "?") + PercentEncoding.query(query)
    }
}
