import ControlPlane
import Domain
import Importing

/// The use cases' seam to a bucket's catalog and manifests.
struct LiveCatalog: ModelCatalog {
    func begin(in store: any ObjectStore) async throws { try await Catalog(store).createMarker() }

    func entries(in store: any ObjectStore) async throws -> [CatalogEntry] { try await Catalog(store).entries() }

    func manifest(of model: ModelIdentity, in store: any ObjectStore) async throws -> ModelManifest? {
        try await ManifestReader(store).manifest(of: model)
    }

    func delete(_ model: ModelIdentity, in store: any ObjectStore) async throws -> ByteCount {
        try await ModelRemover(store).delete(model).bytes
    }
}
