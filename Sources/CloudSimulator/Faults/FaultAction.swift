/// How a request fails.
package struct FaultAction: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Answers `status` (with `retryAfter` and `body`) without running the handler, after `bytes` of the request.
        case status
        /// Resets the connection before anything is answered, after `bytes` of the request; the handler does not run.
        case resetBeforeResponse
        /// Runs the handler, sends the response head, resets the connection.
        case resetAfterHead
        /// Closes the connection after `bytes` of the response body.
        case truncate
        /// Pauses for `seconds` after `bytes` of the body that `side` names.
        case stall
        /// Lets the body that `side` names flow at `bytes` a second.
        case drip
        /// Flips the bits of the byte at offset `bytes` of the body that `side` names.
        case corrupt
        /// The same on the way in, and the sums that the client has sent are lost: other bytes are stored.
        case corruptStored
        /// Answers with the whole file, as servers without ranges do.
        case ignoreRange
        /// Answers with a range that begins `bytes` later (or earlier) than the one asked for, and says so.
        case shiftRange
        /// The same, under the headers of the range that was asked for.
        case misplaceRange
        /// Lets a signed URL be past its time.
        case expireSignedURL
        /// Lets the access token of the request be past its time, now and later.
        case expireToken
        /// Runs the handler to the end and cuts the connection instead of answering.
        case loseResponse
        /// Lets the request wait for `seconds` before anything is done with it: a cold start.
        case delay
        /// Finds only half of the log entries that were received less than `seconds` ago: the others come late, and
        /// out of order.
        case lateEntries
        /// Answers a read of log entries with an empty page that has a next one.
        case emptyPage
        /// Ends the client's process with SIGKILL at the `moment` named; Linux only.
        case kill
    }

    package enum Side: String, Sendable, Hashable, Codable {
        case request, response
    }

    /// When a client is killed.
    package enum Moment: String, Sendable, Hashable, Codable {
        /// The request has come, and is not applied.
        case before
        /// `bytes` of the body that `side` names have passed.
        case during
        /// The request is applied; its answer is never sent.
        case after
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
    package var moment: Moment?

    package init(
        _ kind: Kind,
        status: Int? = nil,
        retryAfter: Int? = nil,
        body: String? = nil,
        bytes: Int64? = nil,
        seconds: Double? = nil,
        side: Side? = nil,
        moment: Moment? = nil
    ) {
        self.kind = kind
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
        self.bytes = bytes
        self.seconds = seconds
        self.side = side
        self.moment = moment
    }
}
