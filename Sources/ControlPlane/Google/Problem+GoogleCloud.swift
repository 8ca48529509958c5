package import Domain
import GoogleCloud
import Outbound

extension Problem {
    /// An error of Google's, or of the way there, told to the person who can mend it.
    package init(google error: any Error, doing what: String) {
        switch error {
        case let problem as Problem: self = problem
        case let error as GoogleCloudError: self.init(error, what)
        case let error as OutboundError:
            self.init(
                .networkUnreachable, "Google did not answer", detail: "\(what): \(error.description)",
                fix: "Look at the network, a proxy (HTTPS_PROXY) and the clock of this machine.", isRetryable: true
            )
        default: self.init(wrapping: error)
        }
    }

    private init(_ error: GoogleCloudError, _ what: String) {
        let (code, title, fix) = Self.meaning(of: error)
        // Which address was asked says nothing to a person.
        var said = error
        said.request = ""
        self.init(
            code, title, detail: SecretMask.masked("\(what): \(said.told)"), fix: error.advice ?? fix,
            isRetryable: error.isRetryable)
    }

    private static func meaning(of error: GoogleCloudError) -> (Code, String, String?) {
        switch error.code {
        case .credentialsNotFound, .credentialsInvalid, .credentialsUnsupported:
            (.unauthenticated, "No usable Google credentials", "Run: gcloud auth application-default login")
        case .tokenRefused, .unauthenticated:
            (.unauthenticated, "Google refused the credentials", "Log in again: gcloud auth application-default login")
        case .permissionDenied:
            (
                .permissionDenied, "Google does not permit this",
                error.permission.map { "Ask an owner of the project for the permission \($0)." }
                    ?? "Check the project id, and ask an owner of the project for access."
            )
        case .serviceDisabled:
            (
                .apiDisabled, "An API is switched off",
                error.activationURL.map { "Enable it at \($0), then wait a minute." }
                    ?? "Enable it: gcloud services enable \(error.service ?? "the API")"
            )
        case _ where error.reason == "UREQ_PROJECT_BILLING_NOT_FOUND":
            (.billingDisabled, "The project has no billing", "Link a billing account to the project.")
        case .billingDisabled:
            (.billingDisabled, "The project has no billing", "Link a billing account to the project.")
        case .notFound: (.notFound, "Not there", "Check the name and the project.")
        case .invalidArgument, .outOfRange:
            (.invalidRequest, "Google does not take this request", "Check the values that were given.")
        case .alreadyExists: (.alreadyExists, "It exists already", nil)
        case .resourceExhausted: (.rateLimited, "Google asks to slow down", "Try again in a minute.")
        default: (.unavailable, "Google could not do this", "Try again in a minute.")
        }
    }
}
