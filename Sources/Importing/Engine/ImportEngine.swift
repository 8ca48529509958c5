import Digests
package import Domain

/// One import: resolve → plan → transfer → verify → publish. Holds no state of its own; what a resume needs is in the
/// bucket, so the process may die at any moment.
package struct ImportEngine: Sendable {
    package let source: any ModelSource
    package let store: any ObjectStore
    package let target: Target
    package let options: ImportOptions
    package let clock: ImportClock
    package let resources: ImportResources
    /// The target's other buckets, where a plan looks for the same files; nil looks into the store alone.
    package let buckets: (any BucketProvider)?

    /// - Parameter resources: shared with the other engines of the process; own ones when nil.
    package init(
        source: any ModelSource, store: any ObjectStore, target: Target, options: ImportOptions = ImportOptions(),
        clock: ImportClock = ImportClock(), buckets: (any BucketProvider)? = nil, resources: ImportResources? = nil
    ) {
        self.buckets = buckets
        self.source = source
        self.store = store
        self.target = target
        self.options = options
        self.clock = clock
        self.resources = resources ?? ImportResources(options)
    }

    var catalog: Catalog { Catalog(store, sleep: clock.backOff) }

    /// The same bucket and model have the same id everywhere, so that two managers mean the same import.
    package static func importID(bucket: String, model: ModelIdentity) -> String {
        var hash = SHA256()
        hash.update("\(bucket)\n\(model.source.rawValue)\n\(model.id)\n\(model.pin)".utf8)
        return String(Hex.encode(hash.finalized()).prefix(16))
    }

    /// Runs a plan to its end, or goes on with what an earlier run of the same import has left.
    ///
    /// - Parameters:
    ///   - token: for the hub; never stored.
    ///   - keepsToken: its owner lets it live in Secret Manager; the record says so.
    /// - Throws: the `Problem` that ended it; `import-running` when another process is at it; `cancelled` when this
    ///   task was cancelled, after the journal was written: the import can be resumed.
    package func run(
        _ plan: ImportPlan, token: Secret?, startedBy: String, keepsToken: Bool = false,
        report: @escaping ImportReporter
    ) async throws -> ModelManifest {
        let record = ImportRecord(
            plan: plan, target: target, usesToken: token != nil, startedBy: startedBy, startedAt: clock.now().rfc3339,
            keepsToken: keepsToken
        )
        if plan.isComplete, let manifest = try await manifest(of: plan.model.identity) {
            await clearRemains(of: record)
            for event in [ImportState.Event.started, .allTransferred, .published] { report(.state(event)) }
            return manifest
        }
        return try await execute(record, token: token, isNew: true, report: report)
    }

    /// Goes on with an import that was interrupted or has failed.
    ///
    /// - Throws: `import-not-running` when the bucket knows no such import; `needs-token` when it was begun with a
    ///   token and none is given.
    package func resume(_ importID: String, token: Secret?, report: @escaping ImportReporter) async throws
        -> ModelManifest
    {
        guard let record = try await ImportRecord.read(importID, from: store) else { throw notFound(importID) }
        try requireToken(token, for: record)
        return try await execute(record, token: token, isNew: false, report: report)
    }

    /// - Throws: `needs-token` when the import was begun with a token and none is given.
    package func requireToken(_ token: Secret?, for record: ImportRecord) throws {
        guard record.usesToken, token == nil else { return }
        throw Problem(
            .needsToken, "The import needs its token again",
            detail:
                "import \(record.plan.importID) of \(record.plan.model.identity) was begun with a token of the hub; "
                + "tokens are never stored",
            fix: "Resume it and give the token."
        )
    }

    func notFound(_ importID: String) -> Problem {
        Problem(
            .importNotRunning, "No such import",
            detail: "\(store.bucket) knows no unfinished import \(importID)",
            fix: "List the imports; one that is completed or cancelled leaves nothing to resume."
        )
    }

    /// The manifest of a published model; nil when there is none.
    package func manifest(of model: ModelIdentity) async throws -> ModelManifest? {
        try await ManifestReader(store).manifest(of: model)
    }
}
