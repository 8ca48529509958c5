package import Domain

/// Everything that an import has left in the bucket: what it set out to do, who runs it, how far its tasks are.
package struct ImportTrace: Sendable {
    package var record: ImportRecord
    /// As it stands, live or not; nil when nobody has taken it.
    package var lease: Lease?
    /// The newest readable journal of each task.
    package var journals: [Int: Journal]
    /// Finished files by path: from segments, and from journals that have not moved them yet.
    package var results: [String: ModelManifest.File]

    package init(
        record: ImportRecord, lease: Lease? = nil, journals: [Int: Journal] = [:],
        results: [String: ModelManifest.File] = [:]
    ) {
        self.record = record
        self.lease = lease
        self.journals = journals
        self.results = results
    }

    /// Looks once. Whoever looks again and again keeps an ``ImportTraceReader``.
    ///
    /// - Returns: nil when there is no such import.
    /// - Throws: `conflict` when its record cannot be read.
    package static func read(_ store: any ObjectStore, importID: String) async throws -> ImportTrace? {
        try await ImportTraceReader(store, importID: importID).read()
    }

    /// The journal that tells the import's state: task 0's.
    package var main: Journal? { journals[0] }

    /// Bytes fetched from the hub by all tasks and all attempts.
    package var fetchedBytes: Int64 { journals.values.reduce(0) { $0 + $1.fetchedBytes } }

    /// Grows with every write of any journal.
    package var version: Int64 { journals.values.map(\.snapshotVersion).max() ?? 0 }

    /// RFC 3339, UTC: when a journal was last written; the import's start when none was.
    package var updatedAt: String { journals.values.map(\.updatedAt).max() ?? record.startedAt }
}
