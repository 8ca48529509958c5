package import NIOCore

/// A request as the check against Google's discovery documents reads it: without credentials.
package struct RecordedRequest: Sendable {
    package let method: String
    package let url: String
    package let headers: OutboundHeaders
    /// The body, when it is JSON in memory.
    package let json: ByteBuffer?

    init(_ request: OutboundRequest) {
        method = request.method.rawValue
        url = request.url
        headers = request.headers.withoutCredentials
        let isJSON = request.headers["Content-Type"]?.lowercased().hasPrefix("application/json") ?? false
        if isJSON, case .bytes(let buffer) = request.body { json = buffer } else { json = nil }
    }
}
