import Outbound

extension StorageClient {
    /// - Throws: `GoogleCloudError` with code `notFound` when there is no such object.
    package func object(_ bucket: String, _ name: String, generation: Int64? = nil) async throws -> StorageObject {
        let query = generation.map { [("generation", String($0))] } ?? []
        return try await api.send(GoogleRequest(.get, .storage, Self.objectPath(bucket, name), query: query))
    }

    /// One page in the order of names.
    package func objects(
        _ bucket: String,
        prefix: String? = nil,
        delimiter: String? = nil,
        startOffset: String? = nil,
        pageToken: String? = nil,
        maxResults: Int = 1000
    ) async throws -> ObjectPage {
        var query = [("maxResults", String(maxResults)), ("projection", "noAcl")]
        if let prefix { query.append(("prefix", prefix)) }
        if let delimiter { query.append(("delimiter", delimiter)) }
        if let startOffset { query.append(("startOffset", startOffset)) }
        if let pageToken { query.append(("pageToken", pageToken)) }
        return try await api.send(GoogleRequest(.get, .storage, "\(Self.bucketPath(bucket))/o", query: query))
    }

    /// Every page at once: for prefixes that hold one model's files.
    package func allObjects(_ bucket: String, prefix: String) async throws -> [StorageObject] {
        var found: [StorageObject] = []
        var token: String?
        repeat {
            let page = try await objects(bucket, prefix: prefix, pageToken: token)
            found += page.items ?? []
            token = page.nextPageToken
        } while token != nil
        return found
    }

    package func deleteObject(
        _ bucket: String,
        _ name: String,
        preconditions: StoragePreconditions = .none
    ) async throws {
        try await api.send(
            GoogleRequest(
                .delete,
                .storage,
                Self.objectPath(bucket, name),
                query: preconditions.query,
                isIdempotent: !preconditions.isEmpty
            )
        )
    }

    /// Changes the metadata that is set in `changes`.
    package func patchObject(
        _ bucket: String,
        _ name: String,
        _ changes: StorageObjectMetadata,
        preconditions: StoragePreconditions = .none
    ) async throws -> StorageObject {
        let request = GoogleRequest(
            .patch,
            .storage,
            Self.objectPath(bucket, name),
            query: preconditions.query,
            isIdempotent: preconditions.ifMetagenerationMatch != nil
        )
        return try await api.send(try request.json(changes))
    }

    /// Joins up to 32 objects of the bucket into one.
    package func compose(
        _ bucket: String,
        into name: String,
        from sources: [(name: String, generation: Int64?)],
        metadata: StorageObjectMetadata,
        preconditions: StoragePreconditions = .none
    ) async throws -> StorageObject {
        struct Body: Encodable {
            struct Source: Encodable {
                var name: String
                var generation: GoogleInt64?
            }
            var sourceObjects: [Source]
            var destination: StorageObjectMetadata
        }
        let request = GoogleRequest(
            .post,
            .storage,
            "\(Self.objectPath(bucket, name))/compose",
            query: preconditions.query,
            isIdempotent: preconditions.ifGenerationMatch != nil
        )
        let body = Body(
            sourceObjects: sources.map {
                Body.Source(name: $0.name, generation: $0.generation.map { GoogleInt64($0) })
            },
            destination: metadata
        )
        return try await api.send(try request.json(body))
    }
}
