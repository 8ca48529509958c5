import Outbound

extension CloudRunClient {
    package func operation(_ name: String) async throws -> LongRunningOperation {
        try await api.send(GoogleRequest(.get, .run, "/v2/\(PercentEncoding.path(name))"))
    }

    /// Waits at the service for the end of an operation, `seconds` at most; may answer before it is done.
    package func waitOperation(_ name: String, seconds: Int = 30) async throws -> LongRunningOperation {
        struct Body: Encodable { var timeout: String }
        let path = "/v2/\(PercentEncoding.path(name)):wait"
        var request = GoogleRequest(.post, .run, path, isIdempotent: true)
        request.timeouts = OutboundTimeouts(head: .seconds(seconds + 30), stall: nil)
        return try await api.send(try request.json(Body(timeout: "\(seconds)s")))
    }
}
