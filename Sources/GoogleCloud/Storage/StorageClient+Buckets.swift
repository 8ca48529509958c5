import Outbound

extension StorageClient {
    /// Every bucket of the project whose name begins with `prefix`, and the names of those out of reach.
    package func buckets(
        project: String,
        prefix: String? = nil
    ) async throws -> (buckets: [Bucket], unreachable: [String]) {
        var found: [Bucket] = []
        var unreachable: [String] = []
        var token: String?
        repeat {
            var query = [
                ("project", project), ("maxResults", "1000"), ("projection", "noAcl"), ("returnPartialSuccess", "true"),
            ]
            if let prefix { query.append(("prefix", prefix)) }
            if let token { query.append(("pageToken", token)) }
            let page = try await api.send(
                GoogleRequest(.get, .storage, "/storage/v1/b", query: query),
                as: BucketPage.self
            )
            found += page.items ?? []
            unreachable += page.unreachable ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return (found, unreachable)
    }

    package func bucket(_ name: String) async throws -> Bucket {
        try await api.send(GoogleRequest(.get, .storage, Self.bucketPath(name)))
    }

    /// Makes a bucket. After a lost answer the retry may say `alreadyExists` although this call made it: look at it.
    package func insertBucket(_ bucket: Bucket, project: String) async throws -> Bucket {
        let query = [("project", project)]
        let request = GoogleRequest(.post, .storage, "/storage/v1/b", query: query, isIdempotent: true)
        return try await api.send(try request.json(bucket))
    }

    /// Changes what is set in `changes` and nothing else.
    package func patchBucket(_ name: String, _ changes: Bucket, ifMetagenerationMatch: Int64?) async throws -> Bucket {
        let preconditions = StoragePreconditions(ifMetagenerationMatch: ifMetagenerationMatch)
        let request = GoogleRequest(
            .patch,
            .storage,
            Self.bucketPath(name),
            query: preconditions.query,
            isIdempotent: !preconditions.isEmpty
        )
        return try await api.send(try request.json(changes))
    }

    /// Deletes an empty bucket.
    package func deleteBucket(_ name: String) async throws {
        try await api.send(GoogleRequest(.delete, .storage, Self.bucketPath(name), isIdempotent: true))
    }

    package func bucketPolicy(_ name: String) async throws -> Policy {
        let query = [("optionsRequestedPolicyVersion", "3")]
        return try await api.send(GoogleRequest(.get, .storage, "\(Self.bucketPath(name))/iam", query: query))
    }

    /// Replaces the policy; with the etag that was read, a change in between answers `conditionNotMet`.
    package func setBucketPolicy(_ name: String, _ policy: Policy) async throws -> Policy {
        let request = GoogleRequest(
            .put,
            .storage,
            "\(Self.bucketPath(name))/iam",
            isIdempotent: policy.etag != nil
        )
        return try await api.send(try request.json(policy))
    }

    /// Those of `permissions` that we have on the bucket.
    package func testBucketPermissions(_ name: String, _ permissions: [String]) async throws -> Set<String> {
        let query = permissions.map { ("permissions", $0) }
        let path = "\(Self.bucketPath(name))/iam/testPermissions"
        let answer = try await api.send(
            GoogleRequest(.get, .storage, path, query: query),
            as: PolicyRequests.Permissions.self
        )
        return Set(answer.permissions ?? [])
    }
}
