import Domain
import Foundation
import GoogleCloud
import Outbound

extension Problem {
    /// What Cloud Storage refused, told to the person who can mend it.
    init(_ error: GoogleCloudError, bucket: String) {
        let detail = SecretMask.masked("Bucket \(bucket): \(error.told)")
        let retry = error.isRetryable
        switch error.code {
        case .conditionNotMet:
            self.init(
                .conflict, "The object has changed meanwhile", detail: detail,
                fix: "Read it again and repeat the change."
            )
        case .notFound where Self.isAboutBucket(error):
            self.init(
                .bucketNotFound, "No such bucket", detail: detail, fix: "Check the name, or create the bucket first."
            )
        case .notFound, .gone:
            self.init(.notFound, "No such object", detail: detail)
        case .permissionDenied:
            let permission = error.permission ?? Self.permission(in: error.message)
            let missing = permission.map { "the permission \($0)" } ?? "a permission"
            self.init(
                .permissionDenied, "Not allowed by Google Cloud", detail: "\(detail). Missing is \(missing).",
                fix:
                    "Grant this account \(missing) on the bucket or its project (the role Storage Admin has it)."
            )
        case .serviceDisabled:
            let link = error.activationURL ?? "https://console.cloud.google.com/apis/library/storage.googleapis.com"
            self.init(.apiDisabled, "The Cloud Storage API is off", detail: detail, fix: "Enable it at \(link)")
        case .billingDisabled:
            self.init(
                .billingDisabled, "The project has no billing", detail: detail,
                fix: "Link a billing account at https://console.cloud.google.com/billing/projects"
            )
        case .unauthenticated, .credentialsNotFound, .credentialsInvalid, .credentialsUnsupported, .tokenRefused:
            self.init(
                .unauthenticated, "Google does not accept the credentials", detail: detail,
                fix: error.advice ?? "Log in again: gcloud auth application-default login"
            )
        case .resourceExhausted:
            self.init(
                .rateLimited, "Too many requests to the bucket", detail: detail,
                fix: "Try again in a minute; an import that has begun can be resumed.", isRetryable: true
            )
        case .alreadyExists:
            self.init(.alreadyExists, "The name is taken", detail: detail, fix: "Choose another name.")
        case .invalidArgument where Self.isAboutDamage(error):
            self.init(
                .storageUnavailable, "Bytes were damaged on the way to the bucket", detail: detail,
                fix: "Try again; an import that has begun can be resumed. If it stays so, look at proxies on the way.",
                isRetryable: true
            )
        case .invalidArgument, .outOfRange, .failedPrecondition:
            self.init(.invalidRequest, "Cloud Storage refuses the request", detail: detail)
        default:
            self.init(
                .storageUnavailable, "Cloud Storage fails", detail: detail,
                fix: "Try again in a minute; an import that has begun can be resumed.", isRetryable: retry
            )
        }
    }

    /// The service has compared what came with the sum that we sent, and stored nothing.
    private static func isAboutDamage(_ error: GoogleCloudError) -> Bool {
        error.reason == "BadDigest" || error.message.contains("match calculated")
    }

    private static func isAboutBucket(_ error: GoogleCloudError) -> Bool {
        error.reason == "NoSuchBucket" || error.message.lowercased().contains("bucket does not exist")
    }

    /// Storage's legacy errors name the permission in the text only: `… does not have storage.objects.get access …`.
    private static func permission(in message: String) -> String? {
        message.firstMatch(of: #/storage\.[a-zA-Z]+\.[a-zA-Z]+/#).map { String($0.output) }
    }

    init(_ error: OutboundError, bucket: String) {
        let detail = "Bucket \(bucket): \(error.description)"
        switch error.code {
        case .nameNotFound, .connectFailed, .connectTimedOut, .proxyFailed, .tlsFailed:
            self.init(
                .networkUnreachable, "Cloud Storage cannot be reached", detail: detail,
                fix: "Check the network, the proxy settings and the certificates.", isRetryable: error.isRetryable
            )
        case .truncated:
            self.init(
                .storageUnavailable, "Cloud Storage's answer ended early", detail: detail,
                fix: "Try again; an import that has begun can be resumed.", isRetryable: true
            )
        default:
            self.init(
                .storageUnavailable, "Cloud Storage did not answer", detail: detail,
                fix: "Try again in a minute; an import that has begun can be resumed.", isRetryable: error.isRetryable
            )
        }
    }
}

/// Runs calls on a bucket and lets only `Problem` and cancellation out.
func translating<Value>(bucket: String, _ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let error as GoogleCloudError {
        try Task.checkCancellation()
        throw Problem(error, bucket: bucket)
    } catch let error as OutboundError {
        if error.code == .cancelled || Task.isCancelled { throw CancellationError() }
        throw Problem(error, bucket: bucket)
    }
}
