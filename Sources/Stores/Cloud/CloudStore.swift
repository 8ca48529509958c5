import Digests
package import Domain
import Foundation
package import GoogleCloud
package import NIOCore
import Outbound

/// A bucket of Cloud Storage: whole objects by the JSON API, uploads in parts by the XML API, or by resumable sessions.
///
/// Every part carries its CRC32C and is refused by the service when the bytes differ; the sum of a completed object is
/// in the answer of ``complete(_:parts:size:)`` for the caller to compare with what it has read from the hub.
package struct CloudStore: ObjectStore {
    /// Marks one conditional write, so that its retry after a lost answer is told from somebody else's write.
    static let writeMark = "llm-manager-write"

    package let bucket: String
    let storage: StorageClient
    let uploads: CloudUploads

    package init(bucket: String, storage: StorageClient, uploads: CloudUploads = CloudUploads()) {
        self.bucket = bucket
        self.storage = storage
        self.uploads = uploads
    }

    /// One write a second to an object name; the limits of XML multipart uploads, or the unit of resumable sessions.
    package var capabilities: ObjectStoreCapabilities {
        let form = uploads.form
        let isParallel = form == .parallelParts
        return ObjectStoreCapabilities(
            minimumPartSize: isParallel ? 5 << 20 : StorageClient.resumableChunkUnit,
            maximumPartCount: isParallel ? 10_000 : 1_000_000, secondsBetweenWrites: 1, copies: .anyBucket,
            uploads: form
        )
    }

    package func stat(_ key: String) async throws -> ObjectInfo? {
        do {
            return try await translating(bucket: bucket) { try Self.info(await storage.object(bucket, key)) }
        } catch let problem as Problem where problem.code == .notFound {
            return nil
        }
    }

    package func list(prefix: String) async throws -> [ObjectInfo] {
        try await translating(bucket: bucket) {
            try await storage.allObjects(bucket, prefix: prefix).map(Self.info)
        }
    }

    package func read(_ key: String, range: Range<Int64>?) async throws -> ByteStream {
        try await translating(bucket: bucket) {
            do {
                let reading = try await storage.read(
                    bucket, key, offset: range?.lowerBound ?? 0, length: range.map { Int64($0.count) }
                )
                let start = range?.lowerBound ?? 0
                return ByteStream(ResumingBody(store: self, key: key, first: reading, start: start))
            } catch let error as GoogleCloudError where error.code == .outOfRange {
                // Beyond the end there is nothing, as in a file.
                return ByteStream(ByteBuffer())
            }
        }
    }

    package func write(
        _ key: String, _ bytes: ByteBuffer, if condition: WriteCondition, metadata: [String: String]
    ) async throws -> ObjectInfo {
        var sum = CRC32C()
        sum.update(bytes)
        let mark = UUID().uuidString
        var marked = metadata
        if condition != .always { marked[Self.writeMark] = mark }
        let about = StorageObjectMetadata(
            contentType: "application/octet-stream", metadata: marked.isEmpty ? nil : marked, crc32c: sum.base64
        )
        let info = try await translating(bucket: bucket) {
            do {
                return try await retrying(condition) {
                    try await storage.insert(
                        bucket, key, bytes, metadata: about, preconditions: Self.preconditions(condition)
                    )
                }
            } catch let error as GoogleCloudError where error.code == .conditionNotMet {
                // The answer of a try that did succeed may have been lost: then our own mark stands there.
                guard let there = try? await storage.object(bucket, key), there.metadata?[Self.writeMark] == mark else {
                    throw error
                }
                return there
            }
        }
        let written = try Self.info(info)
        guard written.crc32c == sum.value, written.size == Int64(bytes.readableBytes) else {
            throw Problem(
                .digestMismatch, "The bucket stored other bytes",
                detail: "‘\(key)’ in \(bucket) has CRC32C "
                    + "\(info.crc32c ?? "none"), sent was \(sum.base64)",
                isRetryable: true
            )
        }
        return written
    }

    package func delete(_ key: String, if condition: WriteCondition) async throws {
        try await translating(bucket: bucket) {
            do {
                try await retrying(condition) {
                    try await storage.deleteObject(bucket, key, preconditions: Self.preconditions(condition))
                }
            } catch let error as GoogleCloudError where error.code == .notFound {
                let problem = Problem(error, bucket: bucket)
                if problem.code != .notFound { throw problem }
            }
        }
    }

    /// The client retries what a precondition makes safe. Without one, writing the same bytes again is safe for us, who
    /// are the only writer of such names.
    func retrying<Value>(_ condition: WriteCondition, _ call: () async throws -> Value) async throws -> Value {
        guard condition == .always else { return try await call() }
        return try await storage.api.outbound.pacer.retrying(.idempotent, call)
    }

    static func preconditions(_ condition: WriteCondition) -> StoragePreconditions {
        switch condition {
        case .always: .none
        case .absent: .absent
        case .generation(let generation): StoragePreconditions(ifGenerationMatch: generation)
        }
    }

    static func info(_ object: StorageObject) throws -> ObjectInfo {
        guard let size = object.size?.value, let generation = object.generation?.value,
            let sum = object.crc32c.flatMap({ CRC32C(base64: $0) })
        else {
            throw Problem(
                .storageUnavailable, "Cloud Storage's answer is incomplete",
                detail: "‘\(object.name)’ has no size, generation or CRC32C in the answer"
            )
        }
        var metadata = object.metadata ?? [:]
        metadata[writeMark] = nil
        return ObjectInfo(
            key: object.name, size: size, crc32c: sum.value, generation: generation, metadata: metadata
        )
    }
}
