package import Domain
import Foundation
import NIOCore
import NIOFoundationCompat

/// The cold-start ledger of a bucket: one JSON object (a ``ColdStart``) per start under
/// ``BucketLayout/coldStartsPrefix``.
package struct ColdStartHistory: Sendable {
    private static let longest = 64 << 10
    private static let concurrency = 8
    private let store: any ObjectStore

    package init(_ store: any ObjectStore) { self.store = store }

    /// The newest starts, newest first. A line that cannot be read is left out: it is a measurement, not a record that
    /// anything depends on.
    /// - Throws: what listing throws.
    package func newest(_ count: Int) async throws -> [ColdStart] {
        let objects = try await store.list(prefix: BucketLayout.coldStartsPrefix)
            .filter { $0.key.hasSuffix(".json") && $0.size <= Self.longest }
            .sorted { ($0.generation, $0.key) > ($1.generation, $1.key) }.prefix(count)
        let found = try await withThrowingTaskGroup(of: ColdStart?.self) { group in
            var found: [ColdStart] = []
            for (index, object) in objects.enumerated() {
                if index >= Self.concurrency, let next = try await group.next(), let next { found.append(next) }
                group.addTask { try await start(at: object.key) }
            }
            for try await next in group { if let next { found.append(next) } }
            return found
        }
        return found.sorted { $0.at > $1.at }
    }

    private func start(at key: String) async throws -> ColdStart? {
        do {
            let bytes = try await store.read(key, range: nil).collect(upTo: Self.longest)
            return try JSONDecoder().decode(ColdStart.self, from: bytes)
        } catch {
            try Task.checkCancellation()
            return nil
        }
    }
}
