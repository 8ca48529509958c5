package import Domain
import NIOCore

/// Finished files of one task, moved out of its journal so that no write of it grows with their number.
///
/// Written once and never changed. What it says is a fact about a pinned file, whoever holds the lease; a resume
/// still looks whether the object stands.
package struct JournalSegment: Sendable, Hashable, Codable {
    /// A journal keeps so many finished files before it moves them.
    package static let threshold = 256
    /// Files of one segment at most.
    package static let length = 1_000

    package var importID: String
    package var task: Int
    package var number: Int
    package var files: [ModelManifest.File]

    package init(importID: String, task: Int, number: Int, files: [ModelManifest.File]) {
        self.importID = importID
        self.task = task
        self.number = number
        self.files = files
    }

    private static let limit = 64 << 20

    /// Nil when it is gone or not a whole segment: its files are then fetched again.
    static func read(_ key: String, from store: any ObjectStore) async throws -> JournalSegment? {
        do {
            let bytes = try await store.read(key, range: nil).collect(upTo: limit)
            return try? JSONDocument.decode(JournalSegment.self, from: bytes)
        } catch let problem as Problem where problem.code == .notFound {
            return nil
        }
    }
}
