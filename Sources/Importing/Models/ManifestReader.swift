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
        let bytes: ByteBuffer
        do {
            bytes = try await store.read(key, range: nil).collect(upTo: Self.limit)
        } catch let problem as Problem where problem.code == .notFound {
            return nil  // deleted meanwhile
        }
        guard let manifest = Self.decode(bytes) else {
            throw Problem(
                .catalogUnreadable, "A model's manifest cannot be read",
                detail: "\(key) in \(store.bucket) is damaged, or was written by a newer version",
                fix: "Check the bucket: llm-manager models fsck --bucket \(store.bucket)"
            )
        }
        return manifest
    }

    /// Nil for anything that is not a manifest of this release or an earlier one.
    static func decode(_ bytes: ByteBuffer) -> ModelManifest? {
        guard let manifest = try? JSONDocument.decode(ModelManifest.self, from: bytes) else { return nil }
        return manifest.version <= ModelManifest.currentVersion ? manifest : nil
    }

    /// Whether the bytes say that a newer release wrote them.
    static func isNewer(_ bytes: ByteBuffer) -> Bool {
        struct Version: Decodable { var version: Int }
        let found = try? JSONDocument.decode(Version.self, from: bytes)
        return found.map { $0.version > ModelManifest.currentVersion } ?? false
    }
}
