/// GitHub Actions as a federated identity, named on the command line in place of a credential file.
package struct WorkloadIdentity: Sendable, Hashable {
    /// `//iam.googleapis.com/projects/NUM/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`.
    package let audience: String
    /// E-mail of the account that the job becomes; nil: the federated identity itself.
    package let serviceAccount: String?

    /// - Parameter provider: its resource name, with or without `//iam.googleapis.com/` before it.
    /// - Throws: `GoogleCloudError` with code `credentialsInvalid`.
    package init(provider: String, serviceAccount: String?) throws {
        let name = provider.trimmingPrefix("https:").trimmingPrefix("//iam.googleapis.com/")
        guard
            name.wholeMatch(
                of: /projects\/[0-9]+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]+\/providers\/[a-z0-9-]+/
            ) != nil
        else {
            throw GoogleCloudError(
                .credentialsInvalid,
                message: "‘\(provider.prefix(200))’ is not the name of a workload identity provider",
                advice:
                    "It is projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER, with the "
                    + "project's number: gcloud iam workload-identity-pools providers describe PROVIDER "
                    + "--workload-identity-pool=POOL --location=global --format='value(name)'"
            )
        }
        audience = "//iam.googleapis.com/\(name)"
        if let serviceAccount, serviceAccount.wholeMatch(of: /[^@\s\/:]+@[^@\s\/:]+/) == nil {
            throw GoogleCloudError(
                .credentialsInvalid, message: "‘\(serviceAccount.prefix(200))’ is not the e-mail of a service account",
                advice: "It looks like NAME@PROJECT.iam.gserviceaccount.com."
            )
        }
        self.serviceAccount = serviceAccount
    }

    var credential: Credential {
        .externalAccount(
            ExternalAccount(
                audience: audience, subjectTokenType: "urn:ietf:params:oauth:token-type:jwt", source: .gitHubActions,
                impersonation: serviceAccount.map { ExternalAccount.Impersonation(url: nil, email: $0) }
            )
        )
    }
}
