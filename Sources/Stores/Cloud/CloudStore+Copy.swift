import Digests
package import Domain
import Foundation
import GoogleCloud

extension CloudStore {
    /// Rewrites within Google; between locations in many calls, each of which may be repeated.
    ///
    /// The source's generation is pinned before the first call, and its CRC32C is what the copy must have.
    package func copy(from source: ObjectPlace, to key: String, if condition: WriteCondition) async throws
        -> ObjectInfo
    {
        let original = try await translating(bucket: source.bucket) {
            try await storage.object(source.bucket, source.key, generation: source.generation)
        }
        let expected = try Self.info(original)
        let mark = UUID().uuidString
        var metadata = expected.metadata
        if condition != .always { metadata[Self.writeMark] = mark }
        let about = StorageObjectMetadata(
            contentType: original.contentType ?? "application/octet-stream", cacheControl: original.cacheControl,
            metadata: metadata
        )
        let copy = try await translating(bucket: bucket) {
            do {
                return try await storage.rewrite(
                    from: RewriteSource(bucket: source.bucket, name: source.key, generation: expected.generation),
                    to: (bucket, key), metadata: about, preconditions: Self.preconditions(condition),
                    isRepeatable: true
                )
            } catch let error as GoogleCloudError where error.code == .conditionNotMet {
                // The answer of a call that did finish may have been lost: then our own mark stands there.
                guard let there = try? await storage.object(bucket, key), there.metadata?[Self.writeMark] == mark else {
                    throw error
                }
                return there
            }
        }
        let made = try Self.info(copy)
        guard made.crc32c == expected.crc32c, made.size == expected.size else {
            try? await delete(key, if: .generation(made.generation))
            throw Problem(
                .digestMismatch, "The copy has other bytes",
                detail: "‘\(key)’ in \(bucket) has CRC32C \(copy.crc32c ?? "none"), "
                    + "‘\(source.key)’ in \(source.bucket) has \(original.crc32c ?? "none")",
                isRetryable: true
            )
        }
        return made
    }
}
