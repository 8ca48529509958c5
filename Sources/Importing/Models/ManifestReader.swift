package import Domain
import NIOCore

/// Reads the proofs of published models.
package struct ManifestReader: Sendable {
    private static let limit = 256 << 20
    private let store: any ObjectStore

    package init(_ store: any ObjectStore) { self.store = store }

    /// Nil when the model has none. One that cannot be read is an error.
    package func manifest(of model: ModelIdentity) async throws -> ModelManifest? {
        try await read(BucketLayout.manifestKey(model))
    }

    /// Every manifest of the bucket.
    package func all() async throws -> [ModelManifest] {
        var manifests: [ModelManifest] = []
        for info in try await store.list(prefix: BucketLayout.manifestsPrefix) {
            if let manifest = try await read(info.key) { manifests.append(manifest) }
        }
        return manifests
    }

    private func read(_ key: String) async throws -> ModelManifest? {
        guard try await store.stat(key) != nil else { return nil }
        let bytes = try await store.read(key, range: nil).collect(upTo: Self.limit)
        do {
            return try JSONDocument.decode(ModelManifest.self, from: bytes)
        } catch {
            throw Problem(
                .catalogUnreadable, "A model's manifest cannot be read",
                detail: "\(key) in \(store.bucket) is damaged, or was written by a newer version",
                fix: "Look at the object; deleting it and importing the model again writes it anew."
            )
        }
    }
}
