package import NIOCore

/// One HTTP request as a value. Secrets belong into headers, never into the URL.
package struct OutboundRequest: Sendable {
    package enum Method: String, Sendable, Hashable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
        case options = "OPTIONS"
    }

    /// Which kind of connection carries it.
    package enum Traffic: Sendable, Hashable {
        /// Small requests and answers: HTTP/2 where the server has it.
        case api
        /// Files: HTTP/1.1 with large reads.
        case bulk
    }

    package var method: Method
    /// Absolute, `http` or `https`.
    package var url: String
    package var headers: OutboundHeaders
    package var body: OutboundBody
    package var traffic: Traffic
    package var timeouts: OutboundTimeouts
    package var redirects: RedirectPolicy
    package var retry: RetryPolicy

    package init(
        _ method: Method = .get,
        _ url: String,
        headers: OutboundHeaders = [:],
        body: OutboundBody = .none,
        traffic: Traffic = .api,
        timeouts: OutboundTimeouts = .api,
        redirects: RedirectPolicy = .none,
        retry: RetryPolicy = .none
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.traffic = traffic
        self.timeouts = timeouts
        self.redirects = redirects
        self.retry = retry
    }
}

/// What a request carries.
package enum OutboundBody: Sendable {
    case none
    case bytes(ByteBuffer)
    /// Exactly `length` bytes; nil sends chunked. `isReplayable` says that the stream gives the same bytes each time
    /// it is iterated, so that a retry or a redirect may send it again.
    case stream(OutboundStream, length: Int64?, isReplayable: Bool)

    /// Bytes that lie in several buffers; sent as they are, again when a retry wants it.
    package static func buffers(_ buffers: [ByteBuffer]) -> OutboundBody {
        guard buffers.count > 1 else { return .bytes(buffers.first ?? ByteBuffer()) }
        let length = buffers.reduce(Int64(0)) { $0 + Int64($1.readableBytes) }
        return .stream(OutboundStream(buffers), length: length, isReplayable: true)
    }

    package var isReplayable: Bool {
        switch self {
        case .none, .bytes: true
        case .stream(_, _, let isReplayable): isReplayable
        }
    }
}
