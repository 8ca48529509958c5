import Domain

/// What an import leaves in a bucket besides files: open uploads, journals, plan, lease.
struct ImportRemains {
    private let store: any ObjectStore

    init(_ store: any ObjectStore) { self.store = store }

    /// Aborts the import's open uploads and deletes its own objects. What is gone already is no error.
    func remove(_ importID: String) async throws {
        if let journal = try await JournalKeeper.newest(store, importID: importID) {
            for file in journal.files.values {
                if let upload = file.upload { try await store.abort(upload) }
            }
        }
        for slot in 0...1 {
            try await store.delete(BucketLayout.journalKey(importID, task: 0, slot: slot), if: .always)
        }
        try await store.delete(BucketLayout.planKey(importID), if: .always)
    }
}
