package import Domain

/// A bucket's index of models and their manifests.
///
/// Any error while reading is thrown (`catalog-unreadable`, `permission-denied`, …), never answered as "empty".
package protocol ModelCatalog: Sendable {
    /// Writes the marker into a fresh bucket; does nothing where it stands already.
    func begin(in store: any ObjectStore) async throws
    func entries(in store: any ObjectStore) async throws -> [CatalogEntry]
    /// - Returns: nil for a model that has none yet, or was adopted without one.
    func manifest(of model: ModelIdentity, in store: any ObjectStore) async throws -> ModelManifest?
    /// Takes the entry away first, then the files that no other model of the bucket needs.
    /// - Returns: the bytes that were freed.
    func delete(_ model: ModelIdentity, in store: any ObjectStore) async throws -> ByteCount
}
