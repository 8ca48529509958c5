/// What went wrong, told to the person who can mend it. The one error that leaves a use case.
///
/// `code` is stable (clients match on it), `title` says what happened, `detail` to what and why, `fix` what to do.
/// None of the texts carries a secret.
package struct Problem: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    /// Stable, kebab-case, part of the API: never renamed.
    package var code: Code
    package var title: String
    package var detail: String
    /// What to do: as whoever found the problem says it, else what its code advises.
    package var fix: String { ownFix ?? code.fix }
    private var ownFix: String?
    /// Whether the same call may succeed later without anything being changed.
    package var isRetryable: Bool

    package init(_ code: Code, _ title: String, detail: String, fix: String? = nil, isRetryable: Bool = false) {
        self.code = code
        self.title = title
        self.detail = detail
        ownFix = fix
        self.isRetryable = isRetryable
    }

    package var description: String {
        "\(title): \(detail)\n  fix: \(fix)"
    }

    /// `fix` is written only where it is not the code's own, and has been optional from the first journal on.
    private enum CodingKeys: String, CodingKey {
        case code, title, detail, isRetryable
        case ownFix = "fix"
    }

    /// The stable names of what can go wrong.
    package enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        case invalidRequest = "invalid-request"
        case invalidReference = "invalid-reference"
        case notFound = "not-found"
        case alreadyExists = "already-exists"
        case conflict
        case unauthenticated
        case permissionDenied = "permission-denied"
        case apiDisabled = "api-disabled"
        case billingDisabled = "billing-disabled"
        case quotaExceeded = "quota-exceeded"
        case rateLimited = "rate-limited"
        case modelNotFound = "model-not-found"
        case revisionNotFound = "revision-not-found"
        case modelGated = "model-gated"
        case tokenRejected = "token-rejected"
        case needsToken = "needs-token"
        case unsupportedModel = "unsupported-model"
        case bucketNotFound = "bucket-not-found"
        case bucketForeign = "bucket-foreign"
        case catalogUnreadable = "catalog-unreadable"
        case settingsUnreadable = "settings-unreadable"
        case digestMismatch = "digest-mismatch"
        case truncated
        case sourceUnavailable = "source-unavailable"
        case storageUnavailable = "storage-unavailable"
        case networkUnreachable = "network-unreachable"
        case planOutdated = "plan-outdated"
        case doesNotFit = "does-not-fit"
        case deployFailed = "deploy-failed"
        case engineFailed = "engine-failed"
        case importNotRunning = "import-not-running"
        case importRunning = "import-running"
        case cancelled
        case unsupported
        case timedOut = "timed-out"
        case unavailable
        case internalError = "internal-error"
    }
}
