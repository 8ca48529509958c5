import ControlPlane
import Domain
import Importing

/// The use cases' seam to the care of what buckets store.
struct LiveCare: BucketCare {
    /// Of one GiB for a month; nil when none is known.
    let price: Money?

    func verify(
        _ model: ModelIdentity, in store: any ObjectStore, progress: @escaping @Sendable (VerifyProgress) -> Void
    ) async throws -> ModelVerification {
        try await ModelVerifier(store).verify(model, progress: progress)
    }

    func compare(_ model: ModelIdentity, in store: any ObjectStore) async throws -> ModelVerification {
        try await ModelVerifier(store).compare(model)
    }

    func check(_ store: any ObjectStore) async throws -> FsckReport { try await BucketFsck(store).check() }

    func repair(_ store: any ObjectStore) async throws -> FsckReport { try await BucketFsck(store).repair() }

    func garbage(in store: any ObjectStore, _ use: StoredUse) async throws -> [GarbageItem] {
        try await BucketGarbage(store, price: price).list(ModelUse(models: use.models, ids: use.ids))
    }

    func collect(_ ids: Set<String>, in store: any ObjectStore, _ use: StoredUse) async throws -> [GarbageItem] {
        try await BucketGarbage(store, price: price).collect(ids, ModelUse(models: use.models, ids: use.ids))
    }
}
