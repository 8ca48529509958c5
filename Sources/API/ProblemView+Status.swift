package import Domain

extension Problem.Code {
    /// The HTTP status of a problem: the one table of it.
    package var status: Int {
        switch self {
        case .invalidRequest, .invalidReference: 400
        case .unauthenticated: 401
        case .billingDisabled, .permissionDenied, .apiDisabled, .modelGated, .bucketForeign: 403
        case .notFound, .modelNotFound, .revisionNotFound, .bucketNotFound: 404
        case .alreadyExists, .conflict, .importNotRunning, .importRunning: 409
        case .planOutdated: 412
        case .needsToken, .tokenRejected, .unsupportedModel, .digestMismatch, .truncated, .doesNotFit: 422
        case .quotaExceeded, .rateLimited: 429
        case .cancelled: 499
        case .internalError: 500
        case .unsupported: 501
        case .catalogUnreadable, .settingsUnreadable, .sourceUnavailable, .storageUnavailable, .networkUnreachable,
            .deployFailed,
            .engineFailed:
            502
        case .unavailable: 503
        case .timedOut: 504
        }
    }
}

extension ProblemView {
    /// The problem with the status that its code has.
    package init(_ problem: Problem, requestID: String? = nil) {
        self.init(problem, status: problem.code.status, requestID: requestID)
    }
}
