package import Domain

/// The buckets of a target in memory; each of their stores is managed, wherever the test says it lies.
package struct MemoryBuckets: BucketProvider {
    private let stores: [InMemoryStore]
    private let locations: [String: String]
    private let failure: Problem?

    /// - Parameters:
    ///   - locations: by the bucket's name; `us-central1` for those that are not in it.
    ///   - failure: what asking for the list of buckets throws.
    package init(_ stores: [InMemoryStore], locations: [String: String] = [:], failure: Problem? = nil) {
        self.stores = stores
        self.locations = locations
        self.failure = failure
    }

    package func managedBuckets(in target: Target) async throws -> [Bucket] {
        if let failure { throw failure }
        return stores.map { Bucket(name: $0.bucket, location: location($0.bucket), isManaged: true) }
    }

    package func bucket(_ name: String, in target: Target) async throws -> Bucket {
        _ = try store(name, in: target)
        return Bucket(name: name, location: location(name), isManaged: true)
    }

    package func create(_ name: String, location: String, in target: Target) async throws -> Bucket {
        throw Problem(.unsupported, "No new buckets", detail: "The buckets of a test are given when it begins")
    }

    package func store(_ name: String, in target: Target) throws -> any ObjectStore {
        guard let store = stores.first(where: { $0.bucket == name }) else {
            throw Problem(.bucketNotFound, "No such bucket", detail: "There is no \(name) in this test")
        }
        return store
    }

    private func location(_ name: String) -> String { locations[name] ?? "us-central1" }
}
