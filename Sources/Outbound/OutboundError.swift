import Foundation

/// An exchange that gave no answer, or no answer that may be used. No text in it carries a query or a header.
package struct OutboundError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case invalidURL = "invalid-url"
        case nameNotFound = "name-not-found"
        case connectFailed = "connect-failed"
        case connectTimedOut = "connect-timed-out"
        case tlsFailed = "tls-failed"
        case proxyFailed = "proxy-failed"
        case timedOut = "timed-out"
        case stalled
        /// The connection ended before the exchange did.
        case connectionLost = "connection-lost"
        /// Fewer bytes came than were announced.
        case truncated
        case protocolError = "protocol-error"
        case redirectRefused = "redirect-refused"
        case tooManyRedirects = "too-many-redirects"
        case tooLarge = "too-large"
        /// A status that the caller did not expect.
        case status
        case invalidBody = "invalid-body"
        case cancelled
        case shutDown = "shut-down"
    }

    package var code: Code
    package var method: String
    /// Scheme, host, port and path.
    package var place: String
    package var status: Int?
    package var cause: String
    package var isRetryable: Bool
    package var retryAfter: Duration?

    package init(
        _ code: Code,
        method: OutboundRequest.Method = .get,
        url: String,
        status: Int? = nil,
        cause: String,
        isRetryable: Bool? = nil,
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.method = method.rawValue
        place = Self.place(of: url)
        self.status = status
        self.cause = cause
        self.isRetryable = isRetryable ?? Self.retryable.contains(code)
        self.retryAfter = retryAfter
    }

    package var description: String {
        let answered = status.map { " answered \($0)" } ?? ""
        return "\(method) \(place)\(answered): \(cause)"
    }

    private static let retryable: Set<Code> = [
        .nameNotFound, .connectFailed, .connectTimedOut, .timedOut, .stalled, .connectionLost, .truncated,
    ]

    /// A URL without user, password, query and fragment.
    package static func place(of url: String) -> String {
        guard var components = URLComponents(string: url) else { return "(not a URL)" }
        components.user = nil
        components.password = nil
        components.query = nil
        components.fragment = nil
        return components.string ?? "(not a URL)"
    }
}

/// What the retry loop asks of an error.
package protocol RetryableError: Error {
    /// Whether the very same call may succeed later, its idempotency granted.
    var isRetryable: Bool { get }
    /// How long the server asked us to wait.
    var retryAfter: Duration? { get }
}

extension OutboundError: RetryableError {}
