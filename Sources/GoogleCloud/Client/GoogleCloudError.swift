import Outbound

/// What a Google API (or the way to a token) refused, in Google's own words. Holds no token and no query.
package struct GoogleCloudError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        // The names of `google.rpc.Code` (google/rpc/code.proto), all of them: `unimplemented` is what a server says of
        // a method that it lacks.
        case invalidArgument, failedPrecondition, outOfRange, unauthenticated, permissionDenied, notFound
        case alreadyExists, aborted, resourceExhausted, cancelled, unavailable, `internal`, deadlineExceeded
        case unimplemented, dataLoss, unknown
        /// 412: a generation, metageneration or etag was not as the request said.
        case conditionNotMet
        /// 410, and 404 of an upload session.
        case gone
        case serviceDisabled, billingDisabled
        /// No credentials in any place that was searched.
        case credentialsNotFound
        case credentialsInvalid
        /// A kind of credentials that cannot do what was asked.
        case credentialsUnsupported
        /// The token endpoint refused: log in again.
        case tokenRefused
        /// An answer that is not what the API documents.
        case unreadable
    }

    package struct FieldViolation: Sendable, Hashable {
        package let field: String
        package let description: String
    }

    package var code: Code
    package var message: String
    package var httpStatus: Int?
    /// `PERMISSION_DENIED` and the like, where the API says it.
    package var status: String?
    /// `ErrorInfo.reason`, or the reason of the legacy form: `SERVICE_DISABLED`, `rateLimitExceeded`...
    package var reason: String?
    /// `ErrorInfo.metadata`.
    package var metadata: [String: String]
    package var fieldViolations: [FieldViolation]
    /// Method and URL without its query.
    package var request: String
    package var isRetryable: Bool
    package var retryAfter: Duration?
    /// What to do, where whoever refused knows it better than the code says.
    package var advice: String?

    package init(
        _ code: Code,
        message: String,
        httpStatus: Int? = nil,
        status: String? = nil,
        reason: String? = nil,
        metadata: [String: String] = [:],
        fieldViolations: [FieldViolation] = [],
        request: String = "",
        isRetryable: Bool = false,
        retryAfter: Duration? = nil,
        advice: String? = nil
    ) {
        self.code = code
        self.message = message
        self.httpStatus = httpStatus
        self.status = status
        self.reason = reason
        self.metadata = metadata
        self.fieldViolations = fieldViolations
        self.request = request
        self.isRetryable = isRetryable
        self.retryAfter = retryAfter
        self.advice = advice
    }

    /// The permission that is missing, where Google names it.
    package var permission: String? { metadata["permission"] }
    /// The service that is disabled, such as `run.googleapis.com`.
    package var service: String? { metadata["service"] }
    /// The page where that service is enabled.
    package var activationURL: String? { metadata["activationUrl"] }

    /// For people: what Google said first, then in brackets status, reason and call, without host and query (a session's
    /// address is a secret).
    package var told: String {
        let name = [httpStatus.map { "\($0)" }, status, reason].compactMap(\.self).joined(separator: " ")
        let call = request.replacing(/https?:\/\/[^\/ ]+/, with: "")
        let origin = [name, call].filter { !$0.isEmpty }.joined(separator: ", ")
        return origin.isEmpty ? message : "\(message) (\(origin))"
    }

    package var description: String {
        let place = request.isEmpty ? "" : "\(request): "
        let name = [httpStatus.map { "\($0)" }, status, reason].compactMap(\.self).joined(separator: " ")
        return place + (name.isEmpty ? "" : "\(name): ") + message
    }
}

extension GoogleCloudError: RetryableError {}
