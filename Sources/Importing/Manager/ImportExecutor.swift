package import Domain

/// What an executor is asked to bring to its end.
package struct ImportJob: Sendable {
    package var record: ImportRecord
    /// An earlier run has left a journal.
    package var isResume: Bool
    package var token: Secret?

    package init(record: ImportRecord, isResume: Bool, token: Secret?) {
        self.record = record
        self.isResume = isResume
        self.token = token
    }
}

/// Where imports run: in this process, or elsewhere with the same engine and the same journal.
package protocol ImportExecutor: Sendable {
    /// Returns when the model is published. Cancelling the task leaves an import that can be resumed, or that goes on
    /// elsewhere; see ``halt(_:)``.
    func execute(_ job: ImportJob, report: @escaping ImportReporter) async throws -> ModelManifest
    /// Stops what runs of the import outside of this process, so that it can be resumed or taken back. Nothing of it
    /// runs when this returns; the lease is free.
    func halt(_ record: ImportRecord) async throws
    /// The hub's token of an import whose owner lets it live; nil when there is none.
    func keptToken(_ record: ImportRecord) async throws -> Secret?
    /// The import has ended and needs no token any more.
    func forgetToken(_ record: ImportRecord) async throws
    /// An import that this process only followed is over: takes away what it needed outside of a process (a job, a
    /// token), when its own manager has not. Does what it can; never fails.
    func tidy(_ record: ImportRecord) async
}

extension ImportExecutor {
    package func halt(_ record: ImportRecord) async throws {}
    package func keptToken(_ record: ImportRecord) async throws -> Secret? { nil }
    package func forgetToken(_ record: ImportRecord) async throws {}
    package func tidy(_ record: ImportRecord) async {}
}

/// Finds the engine of a bucket and a hub; the composition knows the concrete types.
package struct ImportEngines: Sendable {
    private let buckets: any BucketProvider
    private let sources: [SourceKind: any ModelSource]
    package let options: ImportOptions
    package let clock: ImportClock
    private let resources: ImportResources

    package init(
        buckets: any BucketProvider, sources: [any ModelSource], options: ImportOptions = ImportOptions(),
        clock: ImportClock = ImportClock()
    ) {
        self.buckets = buckets
        self.sources = Dictionary(sources.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
        self.options = options
        self.clock = clock
        resources = ImportResources(options)
    }

    package func store(_ bucket: String, in target: Target) throws -> any ObjectStore {
        try buckets.store(bucket, in: target)
    }

    package func engine(for source: SourceKind, bucket: String, in target: Target) throws -> ImportEngine {
        guard let hub = sources[source] else {
            throw Problem(
                .unsupported, "No such source", detail: "this manager takes no models from ‘\(source.rawValue)’",
                fix: "Go on where the import was begun, or with a manager that is configured for it."
            )
        }
        return ImportEngine(
            source: hub, store: try store(bucket, in: target), target: target, options: options, clock: clock,
            buckets: buckets, resources: resources
        )
    }
}

/// Runs imports in this process.
package struct InProcessExecutor: ImportExecutor {
    private let engines: ImportEngines

    package init(_ engines: ImportEngines) { self.engines = engines }

    package func execute(_ job: ImportJob, report: @escaping ImportReporter) async throws -> ModelManifest {
        let plan = job.record.plan
        let engine = try engines.engine(for: plan.model.reference.source, bucket: plan.bucket, in: job.record.target)
        if job.isResume { return try await engine.resume(plan.importID, token: job.token, report: report) }
        return try await engine.run(
            plan, token: job.token, startedBy: job.record.startedBy, keepsToken: job.record.keepsToken, report: report
        )
    }
}
