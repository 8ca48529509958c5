package import Domain

/// Runs imports and knows their state: in this process, or by the journals in a bucket.
package protocol ImportDirector: Sendable {
    /// Says what an import would do; changes nothing.
    func plan(_ order: ImportOrder) async throws -> ImportPlan
    /// Where the planned import could run, and where it would.
    func places(_ plan: ImportPlan, _ order: ImportOrder) async throws -> ImportPlaces
    /// Starts, or joins the one that runs already, here or in another process. Returns as soon as the import is known
    /// under its id.
    func start(_ order: ImportOrder, by actor: String) async throws -> ImportSnapshot
    /// - Throws: `not-found`.
    func snapshot(_ id: String, bucket: String?, in target: Target) async throws -> ImportSnapshot
    /// - Throws: `conflict` in a state that cannot go on, `needs-token`.
    func resume(_ id: String, bucket: String?, in target: Target, token: Secret?, by actor: String) async throws
        -> ImportSnapshot
    func cancel(_ id: String, bucket: String?, in target: Target) async throws -> ImportSnapshot
    /// All that the bucket's journals and this process know.
    func imports(in bucket: String, of target: Target) async throws -> [ImportSnapshot]
    /// The latest snapshot at once, then each newer one (a slow reader skips some); ends after a settled state.
    func watch(_ id: String, bucket: String?, in target: Target) -> AsyncThrowingStream<ImportSnapshot, any Error>
    /// One page of all of an import's files, in the model's order.
    /// - Throws: `not-found`.
    func files(
        _ id: String, bucket: String?, in target: Target, from start: Int, limit: Int
    ) async throws -> ImportFilePage
    /// How an import ended that was seen running and is not known to its bucket any more.
    func ended(_ last: ImportSnapshot) async throws -> ImportSnapshot
    /// What runs (or ran lately) in this process; makes no request.
    /// - Parameter target: nil means all.
    func known(in target: Target?) async -> [ImportSnapshot]
}

/// What to import, into where.
package struct ImportOrder: Sendable, Hashable {
    package var reference: ModelReference
    package var bucket: String
    package var target: Target
    package var token: Secret?
    /// Every byte passes through this process, also where the storage could copy by itself.
    package var reads: Bool
    package var way: ImportWay

    package init(
        reference: ModelReference, bucket: String, target: Target, token: Secret? = nil, reads: Bool = false,
        way: ImportWay = ImportWay()
    ) {
        self.reference = reference
        self.bucket = bucket
        self.target = target
        self.token = token
        self.reads = reads
        self.way = way
    }
}
