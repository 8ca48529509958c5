import Domain
import GoogleCloud
import Outbound

/// An error of a Google API as a `Problem`, with what to do.
enum GoogleProblem {
    static func problem(_ error: any Error, doing action: String) -> any Error {
        switch error {
        case is CancellationError, is Problem: error
        case let error as GoogleCloudError: CloudRunCause.quotaProblem(in: error.message) ?? translate(error, action)
        case let error as OutboundError:
            Problem(
                .networkUnreachable, "Could not \(action)", detail: error.description,
                fix: "Check the network and any proxy, then try again.", isRetryable: true
            )
        default: Problem(.internalError, "Could not \(action)", detail: "\(error)")
        }
    }

    private static func translate(_ error: GoogleCloudError, _ action: String) -> Problem {
        let (code, fix) = meaning(of: error)
        return Problem(
            code, "Could not \(action)", detail: SecretMask.masked(error.told), fix: error.advice ?? fix,
            isRetryable: error.isRetryable)
    }

    private static func meaning(of error: GoogleCloudError) -> (Problem.Code, String?) {
        switch error.code {
        case .unauthenticated, .credentialsNotFound, .credentialsInvalid, .credentialsUnsupported, .tokenRefused:
            (.unauthenticated, "Log in again: gcloud auth application-default login.")
        case .permissionDenied:
            (.permissionDenied, "Ask an owner of the project for \(error.permission ?? "roles/run.admin").")
        case .serviceDisabled:
            (.apiDisabled, "Enable the API: \(error.activationURL ?? error.service ?? "run.googleapis.com").")
        case .billingDisabled: (.billingDisabled, "Link a billing account to the project.")
        case .notFound, .gone: (.notFound, nil)
        case .alreadyExists: (.alreadyExists, "Choose another name.")
        case .aborted, .conditionNotMet: (.conflict, "Look at the service as it is now, then try again.")
        case .resourceExhausted: (.quotaExceeded, "Wait, or request quota at https://g.co/cloudrun/gpu-quota.")
        case .invalidArgument, .failedPrecondition, .outOfRange, .unimplemented:
            (.deployFailed, "Change what Google names in the detail.")
        case .cancelled: (.cancelled, nil)
        case .deadlineExceeded: (.timedOut, "Try again.")
        default: (.unavailable, "Try again in some minutes.")
        }
    }
}
