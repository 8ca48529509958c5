import Digests
package import Domain
import NIOCore

/// A bucket's catalog: which models it holds. Changed under generation preconditions only, so that no writer undoes
/// another's change.
package struct Catalog: Sendable {
    /// Largest catalog that is read, in bytes; some hundred thousand entries.
    private static let limit = 64 << 20

    /// Tries to read bytes that fit their sum.
    private static let readings = 8

    private let store: any ObjectStore
    private let sleep: Sleeper
    private let conflicts: RetryPolicy

    package init(_ store: any ObjectStore, sleep: @escaping Sleeper = { try await Task.sleep(for: $0) }) {
        self.store = store
        self.sleep = sleep
        // One name takes one write a second; writers that collide spread out over several.
        conflicts = RetryPolicy(attempts: 30, base: .milliseconds(300), cap: .seconds(4))
    }

    /// - Throws: `catalog-unreadable`; `not-found` when the bucket has no catalog, so is not managed.
    package func entries() async throws -> [CatalogEntry] {
        guard let current = try await load() else {
            throw Problem(
                .notFound, "Not a managed bucket",
                detail: "\(store.bucket) has no \(BucketLayout.catalogKey)",
                fix: "Create the bucket with this manager, or import a model into it."
            )
        }
        return current.document.entries
    }

    /// None for a bucket without a catalog.
    ///
    /// - Throws: `catalog-unreadable`.
    package func entriesIfAny() async throws -> [CatalogEntry] { try await load()?.document.entries ?? [] }

    package func entry(of model: ModelIdentity) async throws -> CatalogEntry? {
        try await load()?.document.entry(of: model)
    }

    /// Makes the bucket a managed one; nothing happens when it is.
    package func createMarker() async throws { try await change { _ in } }

    package func upsert(_ entry: CatalogEntry) async throws { try await change { $0.upsert(entry) } }

    package func remove(_ model: ModelIdentity) async throws { try await change { $0.remove(model) } }

    /// Reads, changes and writes the catalog; begins anew when somebody else wrote meanwhile.
    ///
    /// - Throws: `catalog-unreadable`; `conflict` when others kept writing.
    package func change(_ edit: @Sendable (inout CatalogDocument) throws -> Void) async throws {
        var failures = 0
        while true {
            let current = try await load()
            if current == nil { try await refuseLost() }
            var document = current?.document ?? CatalogDocument()
            try edit(&document)
            if let current, current.document == document { return }
            do {
                let condition = current.map { WriteCondition.generation($0.generation) } ?? .absent
                let bytes = try document.serialized()
                _ = try await store.write(BucketLayout.catalogKey, bytes, if: condition, metadata: [:])
                return
            } catch let problem as Problem where problem.code == .conflict {
                failures += 1
                guard failures < conflicts.attempts else { throw problem }
                try await sleep(conflicts.delay(after: failures, chance: .random(in: 0..<1)))
            }
        }
    }

    private struct Loaded {
        var document: CatalogDocument
        var generation: Int64
    }

    private func load() async throws -> Loaded? {
        for attempt in 1...Self.readings {
            guard let info = try await store.stat(BucketLayout.catalogKey) else { return nil }
            let bytes: ByteBuffer
            do {
                bytes = try await store.read(BucketLayout.catalogKey, range: nil).collect(upTo: Self.limit)
            } catch is CancellationError {
                throw CancellationError()
            } catch let problem as Problem where problem.code == .notFound {
                return nil
            } catch {
                throw CatalogDocument.unreadable(store.bucket, "reading it failed: \(error)")
            }
            var sum = CRC32C()
            sum.update(bytes)
            if sum.value == info.crc32c {
                return Loaded(
                    document: try CatalogDocument(parsing: bytes, bucket: store.bucket), generation: info.generation
                )
            }
            // Written by somebody between the two requests, or changed on the way: what is written back must be neither.
            try await sleep(conflicts.delay(after: attempt, chance: .random(in: 0..<1)))
        }
        throw CatalogDocument.unreadable(store.bucket, "its bytes are not those whose CRC32C the bucket states")
    }

    /// A bucket with manifests and no catalog has lost it; a new one would hide its models.
    private func refuseLost() async throws {
        guard try await !store.list(prefix: BucketLayout.manifestsPrefix).isEmpty else { return }
        throw CatalogDocument.unreadable(store.bucket, "it is gone, although the bucket holds manifests of models")
    }
}
