/// How a request fails.
package struct FaultAction: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Answers `status` (with `retryAfter` and `body`) without running the handler.
        case status
        /// Resets the connection before anything is answered; the handler does not run.
        case resetBeforeResponse
        /// Runs the handler, sends the response head, resets the connection.
        case resetAfterHead
        /// Closes the connection after `bytes` of the response body.
        case truncate
        /// Pauses for `seconds` after `bytes` of the body that `side` names.
        case stall
        /// Flips the bits of the byte at offset `bytes` of the body that `side` names.
        case corrupt
        /// Lets a signed URL be past its time.
        case expireSignedURL
        /// Runs the handler to the end and cuts the connection instead of answering.
        case loseResponse
    }

    package enum Side: String, Sendable, Hashable, Codable {
        case request, response
    }

    package var kind: Kind
    package var status: Int?
    /// Seconds of the Retry-After header.
    package var retryAfter: Int?
    /// Body of a `status` answer; by default the API's own error shape.
    package var body: String?
    /// Bytes of the body after which it happens, or the offset of the byte.
    package var bytes: Int64?
    package var seconds: Double?
    package var side: Side?

    package init(
        _ kind: Kind,
        status: Int? = nil,
        retryAfter: Int? = nil,
        body: String? = nil,
        bytes: Int64? = nil,
        seconds: Double? = nil,
        side: Side? = nil
    ) {
        self.kind = kind
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
        self.bytes = bytes
        self.seconds = seconds
        self.side = side
    }
}
