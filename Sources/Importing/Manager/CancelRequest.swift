import Domain

/// A note beside an import that it is to be taken back: whoever finds it after a crash takes it back, and does not go on.
enum CancelRequest {
    static func write(_ importID: String, to store: any ObjectStore) async throws {
        let note = ["cancel": importID]
        _ = try await store.write(
            BucketLayout.cancelKey(importID), JSONDocument.encode(note), if: .always, metadata: [:]
        )
    }

    static func stands(_ importID: String, in store: any ObjectStore) async throws -> Bool {
        try await store.stat(BucketLayout.cancelKey(importID)) != nil
    }

    static func remove(_ importID: String, from store: any ObjectStore) async throws {
        try await store.delete(BucketLayout.cancelKey(importID), if: .always)
    }
}
