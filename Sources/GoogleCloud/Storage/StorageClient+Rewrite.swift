import Outbound

/// An object that is to be rewritten.
package struct RewriteSource: Sendable, Hashable {
    package var bucket: String
    package var name: String
    /// The live generation when nil; a generation that is not there answers `notFound`.
    package var generation: Int64?

    package init(bucket: String, name: String, generation: Int64? = nil) {
        self.bucket = bucket
        self.name = name
        self.generation = generation
    }
}

extension StorageClient {
    /// Answers in a row that say the same number of bytes, before a rewrite counts as stuck.
    private static let answersWithoutProgress = 20

    /// Copies within Google, in as many calls as it takes; between locations this takes long.
    ///
    /// A call that fails is repeated with the token of the last answer, so nothing is copied twice. The source stays
    /// as it is; the target appears with the last call.
    /// - Parameters:
    ///   - metadata: what the new object says of itself; nil takes over what the source says.
    ///   - preconditions: on the target.
    ///   - isRepeatable: whether doing it twice is harmless; by default, when a generation of the target is asked for.
    ///   - progress: bytes copied so far and bytes in all.
    /// - Throws: `GoogleCloudError`: `notFound` for the source, `conditionNotMet` for the target, `unavailable` when
    ///   the service makes no progress.
    package func rewrite(
        from source: RewriteSource,
        to target: (bucket: String, name: String),
        metadata: StorageObjectMetadata? = nil,
        preconditions: StoragePreconditions = .none,
        isRepeatable: Bool? = nil,
        progress: (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> StorageObject {
        struct Answer: Decodable {
            var done: Bool?
            var totalBytesRewritten: GoogleInt64?
            var objectSize: GoogleInt64?
            var rewriteToken: String?
            var resource: StorageObject?
        }
        let to = "/rewriteTo/b/\(PercentEncoding.component(target.bucket))/o/\(PercentEncoding.component(target.name))"
        var fixed = preconditions.query
        if let generation = source.generation { fixed.append(("sourceGeneration", String(generation))) }
        var token: String?
        var last: Int64 = -1
        var unchanged = 0
        while true {
            var request = GoogleRequest(
                .post,
                .storage,
                Self.objectPath(source.bucket, source.name) + to,
                query: fixed + (token.map { [("rewriteToken", $0)] } ?? []),
                isIdempotent: isRepeatable ?? (preconditions.ifGenerationMatch != nil)
            )
            // One call works for about half a minute.
            request.timeouts = OutboundTimeouts(head: .seconds(120), stall: nil)
            // Every call of one rewrite must say the same.
            if let metadata { request = try request.json(metadata) }
            let answer = try await api.send(request, as: Answer.self)
            let copied = answer.totalBytesRewritten?.value ?? 0
            progress(copied, answer.objectSize?.value ?? 0)
            if answer.done == true {
                guard let object = answer.resource else {
                    throw GoogleCloudError(.unreadable, message: "a rewrite ended without the object")
                }
                return object
            }
            guard let next = answer.rewriteToken, !next.isEmpty else {
                throw GoogleCloudError(.unreadable, message: "an unfinished rewrite came without a token")
            }
            unchanged = copied > last ? 0 : unchanged + 1
            guard unchanged < Self.answersWithoutProgress else {
                throw GoogleCloudError(
                    .unavailable, message: "a rewrite stays at \(copied) bytes", isRetryable: true
                )
            }
            (token, last) = (next, max(last, copied))
        }
    }
}
