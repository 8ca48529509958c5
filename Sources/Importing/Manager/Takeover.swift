import Domain
package import Foundation
import NIOCore

/// How often an import was taken over after a crash, and when last. An import that kills every process that touches it
/// must not be taken up for ever. Pure but for reading and writing it.
package struct Takeover: Sendable, Hashable, Codable {
    /// Without progress in between.
    package var count: Int
    /// Seconds since 1970.
    package var at: Double
    /// Bytes that had been fetched by then.
    package var fetchedBytes: Int64

    package init(count: Int = 0, at: Double = 0, fetchedBytes: Int64 = 0) {
        self.count = count
        self.at = at
        self.fetchedBytes = fetchedBytes
    }

    /// Takeovers without progress after which it waits for a person.
    package static let limit = 8
    private static let firstPause = 15.0
    private static let longestPause = 3_600.0

    /// What to write before the import is taken over at this time; nil when it must not be, or not yet.
    package func next(at time: Date, fetchedBytes: Int64) -> Takeover? {
        let now = time.timeIntervalSince1970
        if fetchedBytes > self.fetchedBytes || count == 0 {
            return Takeover(count: 1, at: now, fetchedBytes: fetchedBytes)
        }
        guard count < Self.limit else { return nil }
        let pause = min(Self.longestPause, Self.firstPause * Double(1 << count))
        guard abs(now - at) >= pause else { return nil }
        return Takeover(count: count + 1, at: now, fetchedBytes: fetchedBytes)
    }

    /// With the generation under which it stands; a damaged one counts as none.
    static func read(_ importID: String, from store: any ObjectStore) async throws -> (Takeover, WriteCondition) {
        let key = BucketLayout.takeoversKey(importID)
        guard let info = try await store.stat(key), let bytes = try await CareBytes.read(key, from: store) else {
            return (Takeover(), .absent)
        }
        let found = try? JSONDocument.decode(Takeover.self, from: bytes)
        return (found ?? Takeover(), .generation(info.generation))
    }

    /// - Throws: `conflict` when another process was quicker: that one takes over.
    func write(_ importID: String, to store: any ObjectStore, if condition: WriteCondition) async throws {
        let key = BucketLayout.takeoversKey(importID)
        _ = try await store.write(key, JSONDocument.encode(self), if: condition, metadata: [:])
    }
}
