import ControlPlane
import Domain
import Importing

/// The use cases' seam to the care of what buckets store.
struct LiveCare: BucketCare {
    /// Of one GiB for a month; nil when none is known.
    let price: Money?
    let lease: LeaseTiming

    func verify(
        _ model: ModelIdentity, in store: any ObjectStore, progress: @escaping @Sendable (VerifyProgress) -> Void
    ) async throws -> ModelVerification {
        try await ModelVerifier(store).verify(model, progress: progress)
    }

    func compare(_ model: ModelIdentity, in store: any ObjectStore) async throws -> ModelVerification {
        try await ModelVerifier(store).compare(model)
    }

    func check(_ store: any ObjectStore) async throws -> FsckReport {
        try await BucketFsck(store, lease: lease).check()
    }

    func repair(_ store: any ObjectStore) async throws -> FsckReport {
        try await BucketFsck(store, lease: lease).repair()
    }

    func adopt(_ store: any ObjectStore) async throws -> FsckReport {
        try await BucketFsck(store, lease: lease).repair([.notAdopted])
    }

    func garbage(in store: any ObjectStore, _ use: StoredUse) async throws -> [GarbageItem] {
        try await BucketGarbage(store, price: price, lease: lease).list(ModelUse(models: use.models, ids: use.ids))
    }

    func collect(_ ids: Set<String>, in store: any ObjectStore, _ use: StoredUse) async throws -> [GarbageItem] {
        try await BucketGarbage(store, price: price, lease: lease).collect(
            ids, ModelUse(models: use.models, ids: use.ids))
    }
}
