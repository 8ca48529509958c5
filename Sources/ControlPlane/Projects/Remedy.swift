import Domain

/// What a check's fix does, read from the check's id.
enum Remedy: Sendable, Hashable {
    /// `api.NAME`; `apis` is every one that is not enabled.
    case enable(api: String?)
    /// `network.REGION.SUBNETWORK`
    case privateAccess(region: String, subnetwork: String)
    /// `service-account`
    case dedicatedAccount
    /// `service-account.bucket.BUCKET`; `service-account.buckets` is every managed one.
    case bucketAccess(bucket: String?)

    /// - Throws: `unsupported` for a check that only a person can mend; `not-found` for an id of none.
    init(check id: String) throws(Problem) {
        let parts = id.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("apis", 1): self = .enable(api: nil)
        case ("api", 2) where ServicesCheck.apis.contains { $0.name == parts[1] }: self = .enable(api: parts[1])
        case ("network", 3) where !parts[1].isEmpty && !parts[2].isEmpty:
            self = .privateAccess(region: parts[1], subnetwork: parts[2])
        case ("service-account", 1): self = .dedicatedAccount
        case ("service-account", 2) where parts[1] == "buckets": self = .bucketAccess(bucket: nil)
        case ("service-account", 3) where parts[1] == "bucket" && !parts[2].isEmpty:
            self = .bucketAccess(bucket: parts[2])
        case ("permissions", _), ("billing", _), ("quota", _), ("connectors", _), ("network", 2),
            ("nat", _), ("shared-vpc", _):
            throw Problem(
                .unsupported, "Not mended from here", detail: "‘\(id)’ is for a person with the right to do it",
                fix: "Run the command that the check shows, or open its page of the Cloud console."
            )
        default:
            throw Problem(
                .notFound, "No such check", detail: "‘\(id.prefix(200))’ is no check of a project",
                fix: "Ids are listed by: llm-manager projects check --quiet."
            )
        }
    }

    /// The name in the audit log.
    var action: String {
        switch self {
        case .enable: "projects.enable-apis"
        case .privateAccess: "projects.private-google-access"
        case .dedicatedAccount: "projects.create-service-account"
        case .bucketAccess: "projects.grant-access"
        }
    }

    var role: Role {
        switch self {
        case .enable, .privateAccess: .operator
        case .dedicatedAccount, .bucketAccess: .admin
        }
    }
}
