import NIOCore
import Outbound

/// The OIDC token of a job in GitHub Actions, asked for with the two variables that such a job has.
struct GitHubActionsToken: SubjectTokenReader {
    /// Of the pool's provider, as the exchange names it: `//iam.googleapis.com/…`.
    let audience: String
    let environment: [String: String]
    let outbound: OutboundClient

    func subjectToken() async throws -> String {
        guard let url = environment["ACTIONS_ID_TOKEN_REQUEST_URL"], !url.isEmpty,
            let secret = environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"], !secret.isEmpty
        else { throw refusal }
        // What a pool's OIDC provider expects by default: the audience with its scheme.
        let query = PercentEncoding.query([("audience", "https:\(audience)")])
        let request = OutboundRequest(
            .get, url + (url.contains("?") ? "&" : "?") + query,
            headers: ["Authorization": "bearer \(secret)", "Accept": "application/json"],
            retry: RetryPolicy(attempts: 3, deadline: .seconds(30))
        )
        let response = try await outbound.send(request)
        let body = try await response.collect(upTo: 1 << 20)
        guard response.status == 200 else {
            throw GoogleCloudError(
                .credentialsInvalid, message: "GitHub gave no OIDC token: HTTP \(response.status)",
                httpStatus: response.status, advice: Self.permission
            )
        }
        return try SubjectTokenSource.Format.json(field: "value").token(
            in: String(buffer: body), from: "GitHub's answer")
    }

    private static let permission =
        "Give the job the permission: `permissions: {id-token: write, contents: read}` in the workflow file. A workflow "
        + "that a fork's pull request starts does not get it."

    private var refusal: GoogleCloudError {
        if environment["GITHUB_ACTIONS"] == "true" {
            return GoogleCloudError(
                .credentialsInvalid,
                message:
                    "this job of GitHub Actions may not ask for an OIDC token: ACTIONS_ID_TOKEN_REQUEST_URL is not set",
                advice: Self.permission
            )
        }
        return GoogleCloudError(
            .credentialsInvalid,
            message: "--workload-identity-provider works within GitHub Actions, and this is no job of it: "
                + "ACTIONS_ID_TOKEN_REQUEST_URL is not set",
            advice: "Elsewhere name a credential file (GOOGLE_APPLICATION_CREDENTIALS) that "
                + "`gcloud iam workload-identity-pools create-cred-config` made."
        )
    }
}
