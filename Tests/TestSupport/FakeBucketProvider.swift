package import Domain
import Synchronization

/// Buckets in memory: those it was made with, and those that are created.
package final class FakeBucketProvider: BucketProvider {
    private let stores: Mutex<[String: InMemoryStore]>

    package init(_ names: [String]) {
        stores = Mutex(Dictionary(names.map { ($0, InMemoryStore(bucket: $0)) }) { first, _ in first })
    }

    package func memory(_ name: String) -> InMemoryStore? { stores.withLock { $0[name] } }

    package func managedBuckets(in target: Target) async throws -> [Bucket] {
        stores.withLock { $0.keys.sorted() }.map { Bucket(name: $0, location: "us-central1", isManaged: true) }
    }

    package func bucket(_ name: String, in target: Target) async throws -> Bucket {
        guard memory(name) != nil else { throw Self.missing(name) }
        return Bucket(name: name, location: "us-central1", isManaged: true)
    }

    package func create(_ name: String, location: String, in target: Target) async throws -> Bucket {
        guard memory(name) == nil else {
            throw Problem(.alreadyExists, "The bucket is there", detail: "‘\(name)’ is there already")
        }
        stores.withLock { $0[name] = InMemoryStore(bucket: name) }
        return Bucket(name: name, location: location, isManaged: false)
    }

    package func store(_ name: String, in target: Target) throws -> any ObjectStore {
        guard let store = memory(name) else { throw Self.missing(name) }
        return store
    }

    private static func missing(_ name: String) -> Problem {
        Problem(.bucketNotFound, "No such bucket", detail: "there is no bucket ‘\(name)’")
    }
}
