import Domain

/// What an import leaves in a bucket besides files: open uploads, journals, plan, lease.
struct ImportRemains: Sendable {
    private static let deletesAtOnce = 8

    private let store: any ObjectStore

    init(_ store: any ObjectStore) { self.store = store }

    /// Aborts the import's open uploads and deletes its own objects but the lease. What is gone already is no error.
    /// The record goes last: without it nothing is resumed.
    func remove(_ importID: String) async throws {
        let remains = try await ImportTraceReader(store, importID: importID).remains()
        for journal in remains.journals.values {
            for file in journal.files.values {
                if let upload = file.upload { try await store.abort(upload) }
            }
        }
        try await removeObjects(of: importID)
    }

    /// Deletes journals, segments and record.
    func removeObjects(of importID: String) async throws {
        let kept = [BucketLayout.planKey(importID), BucketLayout.leaseKey(importID)]
        let keys = try await store.list(prefix: BucketLayout.importPrefix(importID)).map(\.key)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, key) in keys.filter({ !kept.contains($0) }).enumerated() {
                if index >= Self.deletesAtOnce { try await group.next() }
                group.addTask { try await store.delete(key, if: .always) }
            }
            try await group.waitForAll()
        }
        try await store.delete(BucketLayout.planKey(importID), if: .always)
    }
}
