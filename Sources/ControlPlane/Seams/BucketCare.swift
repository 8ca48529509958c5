package import Domain

/// The care of what a bucket stores: proving it, mending it, and clearing away what nothing needs.
package protocol BucketCare: Sendable {
    /// Of one GiB for a month in a bucket of the cloud; nil when none is known.
    var price: Money? { get }
    /// Reads every byte of a model again and compares it with its manifest; cancelling the task ends it.
    /// - Parameter progress: told every few megabytes and after each file.
    /// - Throws: `model-not-found` when the model has no manifest; what the store says when it cannot be read.
    func verify(
        _ model: ModelIdentity, in store: any ObjectStore, progress: @escaping @Sendable (VerifyProgress) -> Void
    ) async throws -> ModelVerification
    /// Reads no file: compares what the store states of each with the manifest.
    func compare(_ model: ModelIdentity, in store: any ObjectStore) async throws -> ModelVerification
    /// What is wrong in a bucket; changes nothing.
    func check(_ store: any ObjectStore) async throws -> FsckReport
    /// Mends what can be mended, beside whatever else runs.
    func repair(_ store: any ObjectStore) async throws -> FsckReport
    /// Writes manifests of the earlier manager's models, and mends nothing else.
    func adopt(_ store: any ObjectStore) async throws -> FsckReport
    /// What nothing references; changes nothing. What `use` names is never in it.
    func garbage(in store: any ObjectStore, _ use: StoredUse) async throws -> [GarbageItem]
    /// Deletes the items with these ids, as far as they still are garbage.
    func collect(_ ids: Set<String>, in store: any ObjectStore, _ use: StoredUse) async throws -> [GarbageItem]
}

extension BucketCare {
    package var price: Money? { nil }
}

/// What services need of a bucket's models.
package struct StoredUse: Sendable, Hashable {
    package var models: Set<ModelIdentity>
    /// A service says which model it runs and not which revision: all revisions of these ids are in use.
    /// Nil: a service does not say which model either.
    package var ids: Set<String>?

    package init(models: Set<ModelIdentity> = [], ids: Set<String>? = []) {
        self.models = models
        self.ids = ids
    }
}
