import Outbound

extension CloudRunClient {
    /// Who may call.
    package static let invokerRole = "roles/run.invoker"

    package func servicePolicy(project: String, region: String, id: String) async throws -> Policy {
        let path = "\(Self.service(project, region, id)):getIamPolicy"
        let query = [("options.requestedPolicyVersion", "3")]
        return try await api.send(GoogleRequest(.get, .run, path, query: query))
    }

    /// Replaces the policy; takes effect after a minute or so.
    package func setServicePolicy(project: String, region: String, id: String, _ policy: Policy) async throws -> Policy
    {
        let path = "\(Self.service(project, region, id)):setIamPolicy"
        let request = GoogleRequest(.post, .run, path, isIdempotent: policy.etag != nil)
        return try await api.send(try request.json(PolicyRequests.Set(policy: policy)))
    }
}
