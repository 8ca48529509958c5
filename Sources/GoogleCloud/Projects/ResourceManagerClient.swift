import Outbound

/// A project (`cloudresourcemanager.v3.Project`), as answers carry it.
package struct Project: Sendable, Hashable, Decodable {
    /// `projects/NUMBER`.
    package var name: String
    package var projectId: String
    package var displayName: String?
    /// `ACTIVE` or `DELETE_REQUESTED`.
    package var state: String?
    package var parent: String?
    package var labels: [String: String]?
    package var createTime: String?

    package var number: String { String(name.drop { $0 != "/" }.dropFirst()) }
}

/// Cloud Resource Manager, version 3.
package struct ResourceManagerClient: Sendable {
    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    /// One page of the projects that we may see; new ones take a while to be found.
    ///
    /// - Parameter query: such as `displayName:how* OR projectId:how*`; empty for all.
    package func search(
        _ query: String = "",
        pageSize: Int = 100,
        pageToken: String? = nil
    ) async throws -> (projects: [Project], nextPageToken: String?) {
        struct Answer: Decodable {
            var projects: [Project]?
            var nextPageToken: String?
        }
        var items = [("pageSize", String(pageSize))]
        if !query.isEmpty { items.append(("query", query)) }
        if let pageToken { items.append(("pageToken", pageToken)) }
        let request = GoogleRequest(.get, .resourceManager, "/v3/projects:search", query: items)
        let answer = try await api.send(request, as: Answer.self)
        return (answer.projects ?? [], answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// - Throws: `GoogleCloudError` with code `permissionDenied` also when there is no such project.
    package func project(_ id: String) async throws -> Project {
        try await api.send(GoogleRequest(.get, .resourceManager, Self.path(id)))
    }

    /// Those of `permissions` that we have on the project; permissions of another kind of resource refuse the call.
    package func testPermissions(_ project: String, _ permissions: [String]) async throws -> Set<String> {
        var granted: Set<String> = []
        for start in stride(from: 0, to: permissions.count, by: 100) {
            let some = Array(permissions[start..<min(start + 100, permissions.count)])
            let path = "\(Self.path(project)):testIamPermissions"
            let request = GoogleRequest(.post, .resourceManager, path, isIdempotent: true)
            let answer = try await api.send(
                try request.json(PolicyRequests.Permissions(permissions: some)),
                as: PolicyRequests.Permissions.self
            )
            granted.formUnion(answer.permissions ?? [])
        }
        return granted
    }

    package func policy(_ project: String) async throws -> Policy {
        let request = GoogleRequest(.post, .resourceManager, "\(Self.path(project)):getIamPolicy", isIdempotent: true)
        return try await api.send(try request.json(PolicyRequests.Get()))
    }

    /// Replaces the policy; with its etag a change in between answers `aborted`: read again, then write.
    package func setPolicy(_ project: String, _ policy: Policy) async throws -> Policy {
        let path = "\(Self.path(project)):setIamPolicy"
        let request = GoogleRequest(.post, .resourceManager, path, isIdempotent: policy.etag != nil)
        return try await api.send(try request.json(PolicyRequests.Set(policy: policy)))
    }

    private static func path(_ project: String) -> String {
        "/v3/projects/\(PercentEncoding.component(project))"
    }
}
