import Domain
import Foundation
import NIOCore

/// The measured starts of services whose model lies in one bucket: an object each, named so that names sort by time.
struct ColdStartLedger: Sendable {
    private let store: any ObjectStore

    init(_ store: any ObjectStore) { self.store = store }

    /// Writes one start, and takes the oldest away when there are more than ``ColdStartRecorder/kept``.
    func add(_ start: ColdStart) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let unique = String(UUID().uuidString.lowercased().prefix(8))
        let key =
            "\(BucketLayout.coldStartsPrefix)\(start.at)-\(start.service.region)-\(start.service.name)-\(unique).json"
        _ = try await store.write(key, ByteBuffer(bytes: try encoder.encode(start)), if: .absent, metadata: [:])
        let keys = try await store.list(prefix: BucketLayout.coldStartsPrefix).map(\.key).sorted()
        for old in keys.dropLast(ColdStartRecorder.kept) { try await remove(old) }
    }

    /// The newest first, at most `limit`. A line that cannot be read is left out: it is a measurement, not a record of
    /// anything that must be kept.
    func newest(_ limit: Int) async throws -> [ColdStart] {
        let keys = try await store.list(prefix: BucketLayout.coldStartsPrefix).map(\.key).sorted().suffix(limit)
        let found = try await concurrently(Array(keys.reversed()), atMost: 8) { key -> ColdStart? in
            guard let bytes = try? await store.read(key, range: nil).collect(upTo: 64 << 10) else { return nil }
            return try? JSONDecoder().decode(ColdStart.self, from: Data(bytes.readableBytesView))
        }
        return found.compactMap(\.self)
    }

    /// Another manager may have taken it away at the same time.
    private func remove(_ key: String) async throws {
        do {
            guard let info = try await store.stat(key) else { return }
            try await store.delete(key, if: .generation(info.generation))
        } catch let problem as Problem where problem.code == .notFound || problem.code == .conflict {}
    }
}
