import Domain
import Outbound

extension Problem {
    /// What a failed exchange with a hub means to the person who waits for a model.
    init(_ error: OutboundError, hub: String) {
        let detail = "\(hub): \(error.description)"
        switch error.code {
        case .nameNotFound, .connectFailed, .connectTimedOut, .proxyFailed:
            self.init(
                .networkUnreachable, "The hub cannot be reached", detail: detail,
                fix: "Check the network, the proxy settings and the hub's address.", isRetryable: error.isRetryable
            )
        case .tlsFailed:
            self.init(
                .networkUnreachable, "No safe connection to the hub", detail: detail,
                fix: "Check the clock and the trusted certificates (SSL_CERT_FILE behind an inspecting proxy)."
            )
        case .truncated:
            self.init(
                .truncated, "The download ended early", detail: detail,
                fix: "Resume the import: what has arrived is kept. If it stays, look at proxies on the way.",
                isRetryable: true
            )
        case .redirectRefused, .tooManyRedirects:
            self.init(
                .sourceUnavailable, "The hub leads to a place that is not safe", detail: detail,
                fix: "Check the hub's address; a mirror must serve its files from a public https address."
            )
        default:
            self.init(
                .sourceUnavailable, "The hub did not answer", detail: detail,
                fix: "Try again in a minute; an import that has begun can be resumed.", isRetryable: error.isRetryable
            )
        }
    }
}

/// Runs an exchange and lets only `Problem` and cancellation out.
func translating<Value>(hub: String, _ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as OutboundError {
        if error.code == .cancelled || Task.isCancelled { throw CancellationError() }
        throw Problem(error, hub: hub)
    }
}
