import Foundation
import Synchronization

extension StorageStore {
    func bucket(_ name: String) throws -> BucketRecord {
        guard let bucket = state.withLock({ $0.buckets[name] }) else { throw GoogleError.noSuchBucket }
        return bucket
    }

    func buckets(of project: String) -> [BucketRecord] {
        state.withLock { state in
            state.buckets.values.filter { $0.project == project }.sorted { $0.name < $1.name }
        }
    }

    func insert(_ bucket: BucketRecord) throws {
        try state.withLock { state in
            if let other = state.buckets[bucket.name] {
                throw GoogleError.alreadyExists(
                    other.project == bucket.project
                        ? "Your previous request to create the named bucket succeeded and you already own it."
                        : "The requested bucket name is not available. The bucket namespace is shared by all users "
                            + "of the system. Please select a different name and try again."
                )
            }
            state.buckets[bucket.name] = bucket
            try directory.write(state.buckets, to: "buckets.json")
        }
    }

    /// Changes a bucket; `change` throws to leave it as it is.
    func update(_ name: String, _ change: (inout BucketRecord) throws -> Void) throws -> BucketRecord {
        try state.withLock { state in
            guard var bucket = state.buckets[name] else { throw GoogleError.noSuchBucket }
            try change(&bucket)
            bucket.metageneration += 1
            bucket.updated = Date()
            state.buckets[name] = bucket
            try directory.write(state.buckets, to: "buckets.json")
            return bucket
        }
    }

    func deleteBucket(_ name: String) throws {
        try state.withLock { state in
            guard state.buckets[name] != nil else { throw GoogleError.noSuchBucket }
            guard state.objects[name, default: [:]].isEmpty else {
                throw GoogleError.alreadyExists("The bucket you tried to delete is not empty.")
            }
            state.buckets[name] = nil
            try directory.write(state.buckets, to: "buckets.json")
        }
    }
}
