package import ArgumentParser
package import Domain

/// The one table from what went wrong to the exit status; `docs/cli.md` prints it.
package enum ExitStatus: Int32, CaseIterable, Sendable {
    case success = 0
    /// Anything that has no status of its own.
    case failure = 1
    /// A check has found something: in the storage, and it is not repaired; or a newer revision at a hub.
    case findings = 2
    case notFound = 3
    case notAllowed = 4
    /// Exists already, changed meanwhile, or is running.
    case conflict = 5
    /// The bytes are not what the hub promised; nothing was published.
    case notProven = 6
    /// Worth trying again later: a hub, the storage or the network did not answer.
    case unavailable = 7
    /// The model is gated, or its token is missing or refused.
    case needsToken = 8
    /// The model, the plan, the deploy or a check failed for a reason that trying again will not cure.
    case refused = 9
    /// The command line itself (sysexits' EX_USAGE, as ArgumentParser has it).
    case usage = 64
    /// Ctrl-C; an import that was running can be resumed.
    case interrupted = 130

    package init(_ code: Problem.Code) {
        switch code {
        case .invalidRequest, .invalidReference: self = .usage
        case .notFound, .modelNotFound, .revisionNotFound, .bucketNotFound: self = .notFound
        case .unauthenticated, .permissionDenied, .bucketForeign, .apiDisabled, .billingDisabled: self = .notAllowed
        case .alreadyExists, .conflict, .planOutdated, .importRunning, .importNotRunning: self = .conflict
        case .digestMismatch, .truncated, .catalogUnreadable, .settingsUnreadable: self = .notProven
        case .rateLimited, .sourceUnavailable, .storageUnavailable, .networkUnreachable, .timedOut, .unavailable:
            self = .unavailable
        case .modelGated, .tokenRejected, .needsToken: self = .needsToken
        case .unsupportedModel, .unsupported, .doesNotFit, .quotaExceeded, .deployFailed, .engineFailed: self = .refused
        case .cancelled: self = .interrupted
        case .internalError: self = .failure
        }
    }

    package var exitCode: ExitCode { ExitCode(rawValue) }

    /// For the help and the manual.
    package var meaning: String {
        switch self {
        case .success: "done"
        case .failure: "an unexpected failure"
        case .findings:
            "'models fsck' has found something that is not repaired, or 'models updates --check' a newer revision"
        case .notFound: "the project, bucket, model or service is not there"
        case .notAllowed: "not authenticated, not permitted, or something in the project is switched off"
        case .conflict: "it exists, is running, or changed since the plan was made"
        case .notProven: "bytes or a catalog could not be proven; nothing was published"
        case .unavailable: "a hub, the storage or the network did not answer; try again"
        case .needsToken: "the model is gated, or its token is missing or refused"
        case .refused: "the model cannot be served this way, the deploy failed, or a check found something missing"
        case .usage: "the command line is wrong"
        case .interrupted: "interrupted; an import can be resumed"
        }
    }
}
