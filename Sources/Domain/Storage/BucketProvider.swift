/// The buckets of a project (or the directories of a data folder), and the store behind each.
package protocol BucketProvider: Sendable {
    /// Every bucket that carries our marker object, with `unreadable` where the right to look is missing.
    func managedBuckets(in target: Target) async throws -> [Bucket]
    /// - Throws: `bucket-not-found`; `bucket-foreign` when it belongs to another project.
    func bucket(_ name: String, in target: Target) async throws -> Bucket
    /// Creates a bucket (uniform access, public access prevented, soft delete off, unfinished uploads cleaned up).
    /// The marker is written by the caller.
    func create(_ name: String, location: String, in target: Target) async throws -> Bucket
    /// The store of a bucket; makes no request.
    func store(_ name: String, in target: Target) throws -> any ObjectStore
}

package struct Bucket: Sendable, Hashable, Codable {
    package var name: String
    /// Lowercase, as Cloud Run writes regions; `local` for a directory.
    package var location: String
    package var isManaged: Bool
    package var createdAt: String?
    /// What its owner should know of its settings, a sentence each: what costs without need.
    package var warnings: [String]

    package init(
        name: String, location: String, isManaged: Bool, createdAt: String? = nil, warnings: [String] = []
    ) {
        self.warnings = warnings
        self.name = name
        self.location = location
        self.isManaged = isManaged
        self.createdAt = createdAt
    }
}
