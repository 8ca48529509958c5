import Outbound

/// A service account (`iam.v1.ServiceAccount`), as answers carry it.
package struct ServiceAccount: Sendable, Hashable, Decodable {
    package var name: String?
    package var email: String
    package var uniqueId: String?
    package var displayName: String?
    package var description: String?
    package var disabled: Bool?
}

/// IAM's service accounts, and the ID tokens that can be made in their name.
package struct IAMClient: Sendable {
    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) {
        self.api = api
    }

    package func serviceAccounts(project: String) async throws -> [ServiceAccount] {
        struct Answer: Decodable {
            var accounts: [ServiceAccount]?
            var nextPageToken: String?
        }
        var found: [ServiceAccount] = []
        var token: String?
        repeat {
            let query = [("pageSize", "100")] + (token.map { [("pageToken", $0)] } ?? [])
            let path = "/v1/projects/\(PercentEncoding.component(project))/serviceAccounts"
            let page = try await api.send(GoogleRequest(.get, .iam, path, query: query), as: Answer.self)
            found += page.accounts ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }

    /// - Parameter project: where it is looked for; by default wherever it is.
    package func serviceAccount(email: String, project: String = "-") async throws -> ServiceAccount {
        try await api.send(GoogleRequest(.get, .iam, Self.path(email, project: project)))
    }

    /// Makes an account; other APIs may not see it for a minute.
    ///
    /// - Parameter id: 6 to 30 characters, the part of the e-mail before the `@`.
    package func createServiceAccount(
        project: String,
        id: String,
        displayName: String,
        description: String? = nil
    ) async throws -> ServiceAccount {
        struct Body: Encodable {
            struct Account: Encodable {
                var displayName: String
                var description: String?
            }
            var accountId: String
            var serviceAccount: Account
        }
        let path = "/v1/projects/\(PercentEncoding.component(project))/serviceAccounts"
        let account = Body.Account(displayName: displayName, description: description)
        let request = GoogleRequest(.post, .iam, path)
        return try await api.send(try request.json(Body(accountId: id, serviceAccount: account)))
    }

    /// Those of `permissions` that we have on the account: `iam.serviceAccounts.actAs` is what a deploy needs.
    package func testPermissions(email: String, _ permissions: [String]) async throws -> Set<String> {
        let request = GoogleRequest(.post, .iam, "\(Self.path(email)):testIamPermissions", isIdempotent: true)
        let answer = try await api.send(
            try request.json(PolicyRequests.Permissions(permissions: permissions)),
            as: PolicyRequests.Permissions.self
        )
        return Set(answer.permissions ?? [])
    }

    /// An ID token in the name of the account, for `audience`.
    package func generateIDToken(email: String, audience: String) async throws -> String {
        struct Body: Encodable {
            var audience: String
            var includeEmail = true
        }
        struct Answer: Decodable { var token: String }
        let path = "\(Self.path(email)):generateIdToken"
        let request = GoogleRequest(.post, .iamCredentials, path, isIdempotent: true)
        return try await api.send(try request.json(Body(audience: audience)), as: Answer.self).token
    }

    private static func path(_ email: String, project: String = "-") -> String {
        "/v1/projects/\(PercentEncoding.component(project))/serviceAccounts/\(PercentEncoding.component(email))"
    }
}
