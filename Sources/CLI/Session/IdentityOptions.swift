package import ArgumentParser
package import Domain

/// As whom a command acts towards Google, beside or in place of a credential file. Shared by every command.
package struct IdentityOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "In GitHub Actions: the provider that trusts the job's OIDC token, projects/NUMBER/locations/global/"
                + "workloadIdentityPools/POOL/providers/PROVIDER; no credential file is needed "
                + "(LLM_MANAGER_WORKLOAD_IDENTITY_PROVIDER).",
            valueName: "name"
        )
    )
    package var workloadIdentityProvider: String?

    @Option(
        help: ArgumentHelp(
            "With --workload-identity-provider: the service account that the job becomes; without one the job acts "
                + "as itself (LLM_MANAGER_SERVICE_ACCOUNT).",
            valueName: "email"
        )
    )
    package var serviceAccount: String?

    @Option(
        help: ArgumentHelp(
            "Act as this service account, with whatever credential is found; you need "
                + "roles/iam.serviceAccountTokenCreator on it (LLM_MANAGER_IMPERSONATE_SERVICE_ACCOUNT).",
            valueName: "email"
        )
    )
    package var impersonateServiceAccount: String?

    @Option(
        help: ArgumentHelp(
            "Project that API calls count for, where it is not the credential's own (GOOGLE_CLOUD_QUOTA_PROJECT).",
            valueName: "id"
        )
    )
    package var quotaProject: String?

    package init() {}

    /// - Parameter credentials: a credential file that the command line names.
    /// - Throws: `invalid-request` for options that contradict each other.
    package func wish(credentials: String?, environment: [String: String]) throws(Problem) -> IdentityWish {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        var wish = IdentityWish()
        // A file on the command line goes before a provider of the environment.
        wish.workloadIdentityProvider =
            workloadIdentityProvider ?? (credentials == nil ? value("LLM_MANAGER_WORKLOAD_IDENTITY_PROVIDER") : nil)
        wish.serviceAccount = serviceAccount
        if wish.workloadIdentityProvider != nil, serviceAccount == nil {
            wish.serviceAccount = value("LLM_MANAGER_SERVICE_ACCOUNT")
        }
        wish.impersonated = impersonateServiceAccount ?? value("LLM_MANAGER_IMPERSONATE_SERVICE_ACCOUNT")
        wish.quotaProject = quotaProject
        if workloadIdentityProvider != nil, credentials != nil {
            throw Problem(
                .invalidRequest, "Two credentials",
                detail: "--credentials and --workload-identity-provider both name one",
                fix: "Give one of them."
            )
        }
        if serviceAccount != nil, wish.workloadIdentityProvider == nil {
            throw Problem(
                .invalidRequest, "No workload identity",
                detail:
                    "--service-account says whom the identity of --workload-identity-provider becomes, and none is given",
                fix:
                    "To act as the account with your own login give --impersonate-service-account; to run a service as "
                    + "it, 'services deploy --run-as'."
            )
        }
        return wish
    }
}

/// What the options and the environment say about whom to act as.
package struct IdentityWish: Sendable, Hashable {
    package var workloadIdentityProvider: String?
    /// The account that the workload identity becomes.
    package var serviceAccount: String?
    /// The account that any other credential becomes.
    package var impersonated: String?
    package var quotaProject: String?

    package init() {}
}
