import Domain
import GoogleCloud
import Outbound

extension Problem {
    /// What Google refused, with the permission, the API or the login that is missing as the fix.
    init(_ error: GoogleCloudError) {
        let code = Self.code(of: error)
        self.init(
            code, Self.title(of: code), detail: error.description, fix: Self.fix(for: error, code),
            isRetryable: error.isRetryable
        )
    }

    /// An exchange with a host that gave no answer.
    init(_ error: OutboundError) {
        let code: Code =
            switch error.code {
            case .timedOut, .stalled, .connectTimedOut: .timedOut
            case .cancelled, .shutDown: .cancelled
            case .truncated: .truncated
            default: .networkUnreachable
            }
        self.init(
            code, Self.title(of: code), detail: error.description,
            fix: "Check the network, the proxy variables and the address.", isRetryable: error.isRetryable
        )
    }

    private static func code(of error: GoogleCloudError) -> Code {
        switch error.code {
        case .invalidArgument, .failedPrecondition, .outOfRange: .invalidRequest
        case .unauthenticated, .credentialsNotFound, .credentialsInvalid, .credentialsUnsupported, .tokenRefused:
            .unauthenticated
        case .permissionDenied: .permissionDenied
        case .notFound, .gone: .notFound
        case .alreadyExists: .alreadyExists
        case .aborted, .conditionNotMet: .conflict
        case .resourceExhausted: .rateLimited
        case .cancelled: .cancelled
        case .deadlineExceeded: .timedOut
        case .serviceDisabled: .apiDisabled
        case .billingDisabled: .billingDisabled
        case .unimplemented: .unsupported
        case .unavailable, .internal, .dataLoss, .unknown, .unreadable: .unavailable
        }
    }

    private static func title(of code: Code) -> String {
        switch code {
        case .unauthenticated: "Google does not know who asks"
        case .permissionDenied: "Google does not allow it"
        case .apiDisabled: "A Google API is not enabled"
        case .billingDisabled: "The project has no billing"
        case .networkUnreachable: "No answer"
        case .timedOut: "It took too long"
        default: "Google refused"
        }
    }

    private static func fix(for error: GoogleCloudError, _ code: Code) -> String? {
        switch code {
        case .unauthenticated: return "Run: gcloud auth application-default login"
        case .permissionDenied: return error.permission.map { "Ask for the permission \($0)." }
        case .apiDisabled: return error.service.map { "Run: gcloud services enable \($0)" } ?? error.activationURL
        case .billingDisabled: return "Link a billing account to the project."
        default: return nil
        }
    }
}
