extension CredentialFile {
    /// The refusal of a type that cannot be used, and what can be used in its place.
    static func unsupported(_ type: String, _ place: String) -> GoogleCloudError {
        let (why, advice) = reasons[type] ?? ("is not a type that Google documents", known)
        return GoogleCloudError(
            .credentialsUnsupported, message: "\(place): type \(type.prefix(60)) \(why)", advice: advice
        )
    }

    /// The refusal of an `external_account` whose subject token comes from a place that cannot be used.
    static func unsupportedSource(_ source: String, _ place: String) -> GoogleCloudError {
        let (why, advice) = reasons[source] ?? ("is not a source that Google documents", otherSource)
        return GoogleCloudError(
            .credentialsUnsupported, message: "\(place): external_account with source \(source) \(why)",
            advice: advice
        )
    }

    private static let known =
        "Use one of authorized_user, service_account, external_account, external_account_authorized_user or "
        + "impersonated_service_account."
    private static let otherSource =
        "Give the pool an OIDC provider and a credential_source with file, url or executable; on AWS an executable that "
        + "prints an OIDC token does it (gcloud iam workload-identity-pools create-cred-config "
        + "--executable-command=…)."

    private static let reasons: [String: (String, String)] = [
        "gdch_service_account": (
            "belongs to Google Distributed Cloud, which has no Cloud Run",
            "Use credentials of Google Cloud itself: gcloud auth application-default login"
        ),
        "aws": ("is not supported: requests signed by AWS are not made here", otherSource),
        "certificate": ("is not supported: no client certificates are used (mTLS)", otherSource),
    ]
}
