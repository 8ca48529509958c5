import GoogleCloud
import NIOCore
import Outbound

/// One call of the storage client, with what it needs before, and whether it may be sent again after a failure.
struct StorageRetryCase: Sendable {
    let name: String
    let isRetried: Bool
    /// Prepares and gives back the call itself, which makes exactly one kind of request. `id` is new each time.
    let prepare: @Sendable (StorageClient, _ id: String) async throws -> @Sendable () async throws -> Void

    init(
        _ name: String, isRetried: Bool,
        _ prepare: @escaping @Sendable (StorageClient, String) async throws -> @Sendable () async throws -> Void
    ) {
        self.name = name
        self.isRetried = isRetried
        self.prepare = prepare
    }

    static let bucket = "models"
    static let always = buckets + reads + sessions + multipart

    private static let buckets = [
        StorageRetryCase("buckets.get", isRetried: true) { storage, _ in { _ = try await storage.bucket(bucket) } },
        StorageRetryCase("buckets.list", isRetried: true) { storage, _ in
            { _ = try await storage.buckets(project: "demo-project") }
        },
        StorageRetryCase("buckets.insert", isRetried: true) { storage, id in
            { _ = try await storage.insertBucket(Bucket(name: "new-\(id)", location: "EU"), project: "demo-project") }
        },
        StorageRetryCase("buckets.delete", isRetried: true) { storage, id in
            _ = try await storage.insertBucket(Bucket(name: "old-\(id)", location: "EU"), project: "demo-project")
            return { try await storage.deleteBucket("old-\(id)") }
        },
        StorageRetryCase("buckets.getIamPolicy", isRetried: true) { storage, _ in
            { _ = try await storage.bucketPolicy(bucket) }
        },
        StorageRetryCase("buckets.testIamPermissions", isRetried: true) { storage, _ in
            { _ = try await storage.testBucketPermissions(bucket, ["storage.objects.get"]) }
        },
    ]

    private static let reads = [
        StorageRetryCase("objects.get", isRetried: true) { storage, id in
            _ = try await storage.insert(bucket, id, ByteBuffer(string: "x"))
            return { _ = try await storage.object(bucket, id) }
        },
        StorageRetryCase("objects.get of the bytes", isRetried: true) { storage, id in
            _ = try await storage.insert(bucket, id, ByteBuffer(string: "x"))
            return { for try await _ in try await storage.read(bucket, id).body {} }
        },
        StorageRetryCase("objects.list", isRetried: true) { storage, _ in
            { _ = try await storage.allObjects(bucket, prefix: "a") }
        },
    ]

    private static let sessions = [
        StorageRetryCase("the beginning of a resumable upload", isRetried: true) { storage, id in
            { _ = try await storage.startResumable(bucket, id, size: 5) }
        },
        StorageRetryCase("the status of a resumable upload", isRetried: true) { storage, id in
            let session = try await storage.startResumable(bucket, id, size: 5)
            return { _ = try await storage.resumableStatus(session, total: 5) }
        },
        StorageRetryCase("the end of a resumable upload that is given up", isRetried: true) { storage, id in
            let session = try await storage.startResumable(bucket, id, size: 5)
            return { try await storage.cancelResumable(session) }
        },
    ]

    private static let multipart = [
        StorageRetryCase("the beginning of a multipart upload", isRetried: true) { storage, id in
            { _ = try await storage.startMultipart(bucket, id, contentType: nil) }
        },
        StorageRetryCase("a part", isRetried: true) { storage, id in
            let upload = try await storage.startMultipart(bucket, id, contentType: nil)
            return {
                _ = try await storage.uploadPart(
                    bucket, id, uploadID: upload, number: 1, .bytes(ByteBuffer(string: "abc")))
            }
        },
        StorageRetryCase("the list of parts", isRetried: true) { storage, id in
            let upload = try await storage.startMultipart(bucket, id, contentType: nil)
            return { _ = try await storage.parts(bucket, id, uploadID: upload) }
        },
        StorageRetryCase("the completion of a multipart upload", isRetried: true) { storage, id in
            let upload = try await storage.startMultipart(bucket, id, contentType: nil)
            let part = try await storage.uploadPart(
                bucket, id, uploadID: upload, number: 1, .bytes(ByteBuffer(string: "abc")))
            return { try await storage.completeMultipart(bucket, id, uploadID: upload, parts: [part]) }
        },
        StorageRetryCase("the abortion of a multipart upload", isRetried: true) { storage, id in
            let upload = try await storage.startMultipart(bucket, id, contentType: nil)
            return { try await storage.abortMultipart(bucket, id, uploadID: upload) }
        },
        StorageRetryCase("the list of multipart uploads", isRetried: true) { storage, id in
            { _ = try await storage.multipartUploads(bucket, prefix: id) }
        },
    ]

    /// Each with its precondition, and without: only the first is retried.
    static let conditional = [true, false].flatMap { isSafe in conditional(isSafe) }

    private static func conditional(_ isSafe: Bool) -> [StorageRetryCase] {
        let how = isSafe ? "with its precondition" : "without a precondition"
        let absent: StoragePreconditions = isSafe ? .absent : .none
        return [
            StorageRetryCase("buckets.patch \(how)", isRetried: isSafe) { storage, id in
                let metageneration = try await storage.bucket(bucket).metageneration?.value
                return {
                    _ = try await storage.patchBucket(
                        bucket, Bucket(labels: ["id": id]), ifMetagenerationMatch: isSafe ? metageneration : nil)
                }
            },
            StorageRetryCase("buckets.setIamPolicy \(how)", isRetried: isSafe) { storage, _ in
                var policy = try await storage.bucketPolicy(bucket)
                if !isSafe { policy.etag = nil }
                return { [policy] in _ = try await storage.setBucketPolicy(bucket, policy) }
            },
            StorageRetryCase("objects.insert \(how)", isRetried: isSafe) { storage, id in
                { _ = try await storage.insert(bucket, id, ByteBuffer(string: "x"), preconditions: absent) }
            },
            StorageRetryCase("objects.delete \(how)", isRetried: isSafe) { storage, id in
                let there = try await storage.insert(bucket, id, ByteBuffer(string: "x"))
                let safe = StoragePreconditions(ifGenerationMatch: there.generation?.value)
                return { try await storage.deleteObject(bucket, id, preconditions: isSafe ? safe : .none) }
            },
            StorageRetryCase("objects.patch \(how)", isRetried: isSafe) { storage, id in
                let there = try await storage.insert(bucket, id, ByteBuffer(string: "x"))
                let safe = StoragePreconditions(ifMetagenerationMatch: there.metageneration?.value)
                let change = StorageObjectMetadata(metadata: ["k": id])
                return { _ = try await storage.patchObject(bucket, id, change, preconditions: isSafe ? safe : .none) }
            },
            StorageRetryCase("objects.compose \(how)", isRetried: isSafe) { storage, id in
                _ = try await storage.insert(bucket, id, ByteBuffer(string: "x"))
                return {
                    _ = try await storage.compose(
                        bucket, into: "\(id)-whole", from: [(id, nil)], metadata: StorageObjectMetadata(),
                        preconditions: absent)
                }
            },
            StorageRetryCase("objects.rewrite \(how)", isRetried: isSafe) { storage, id in
                _ = try await storage.insert(bucket, id, ByteBuffer(string: "x"))
                return {
                    _ = try await storage.rewrite(
                        from: RewriteSource(bucket: bucket, name: id), to: (bucket, "\(id)-copy"),
                        preconditions: absent)
                }
            },
        ]
    }

    /// Bytes of a session are never sent again without asking how far it is.
    static let never = [
        StorageRetryCase("bytes of a resumable upload", isRetried: false) { storage, id in
            let session = try await storage.startResumable(bucket, id, size: 5)
            return {
                _ = try await storage.sendResumable(
                    session, offset: 0, .bytes(ByteBuffer(string: "12345")), length: 5, total: 5)
            }
        }
    ]
}
