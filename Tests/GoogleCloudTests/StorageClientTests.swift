import CloudSimulator
import Foundation
import GoogleCloud
import NIOCore
import Outbound
import Testing

/// Against the simulator, which Google's own client has accepted.
struct StorageClientTests {
    private static func with(_ body: (StorageClient) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "storage-\(UUID().uuidString)")
        let configuration = SimulatorConfiguration(stateDirectory: folder.path, limitsObjectWrites: false)
        let simulator = try await CloudSimulator.start(configuration)
        let transport = NIOTransport()
        let places = simulator.endpoints
        let endpoints = GoogleEndpoints(
            google: places.google, storage: places.storage, metadataHost: places.metadata)
        let outbound = OutboundClient(transport: transport)
        let client = StorageClient(GoogleAPIClient(outbound: outbound, endpoints: endpoints, tokens: nil))
        let result: Result<Void, any Error>
        do {
            let bucket = Bucket(
                name: "models", location: "US-CENTRAL1",
                iamConfiguration: .init(uniformBucketLevelAccess: true, publicAccessPrevention: "enforced"))
            _ = try await client.insertBucket(bucket, project: "demo-project")
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        try await transport.shutdown()
        await simulator.stop()
        try? FileManager.default.removeItem(at: folder)
        try result.get()
    }

    private static func code(_ body: () async throws -> Void) async -> GoogleCloudError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? GoogleCloudError)?.code
        }
    }

    private static func text(_ reading: StorageReading) async throws -> String {
        var all = ByteBuffer()
        for try await var buffer in reading.body { all.writeBuffer(&buffer) }
        return String(buffer: all)
    }

    @Test func `buckets are made, listed, labelled and deleted`() async throws {
        try await Self.with { storage in
            let bucket = try await storage.bucket("models")
            #expect(bucket.location == "US-CENTRAL1")
            #expect(bucket.iamConfiguration?.publicAccessPrevention == "enforced")
            let changed = try await storage.patchBucket(
                "models", Bucket(labels: ["a": "b"]), ifMetagenerationMatch: bucket.metageneration?.value)
            #expect(changed.labels == ["a": "b"])
            #expect(try await storage.buckets(project: "demo-project").buckets.map(\.name) == ["models"])
            let permissions = ["storage.objects.get", "storage.objects.create"]
            #expect(try await storage.testBucketPermissions("models", permissions) == Set(permissions))
            let again = await Self.code {
                _ = try await storage.insertBucket(Bucket(name: "models", location: "US"), project: "demo-project")
            }
            #expect(again == .alreadyExists)
            try await storage.deleteBucket("models")
            #expect(await Self.code { _ = try await storage.bucket("models") } == .notFound)
        }
    }

    @Test func `small objects are written under preconditions and read in ranges`() async throws {
        try await Self.with { storage in
            let name = "a folder/ü+#?%.txt"
            let written = try await storage.insert(
                "models", name, ByteBuffer(string: "123456789"),
                metadata: StorageObjectMetadata(contentType: "text/plain", metadata: ["k": "v"], crc32c: "4waSgw=="),
                preconditions: .absent)
            #expect(written.crc32c == "4waSgw==")
            #expect(written.size == 9)
            let again = await Self.code {
                _ = try await storage.insert("models", name, ByteBuffer(string: "x"), preconditions: .absent)
            }
            #expect(again == .conditionNotMet)
            let whole = try await storage.read("models", name)
            #expect(whole.crc32c == "4waSgw==")
            #expect(whole.generation == written.generation?.value)
            #expect(try await Self.text(whole) == "123456789")
            #expect(try await Self.text(storage.read("models", name, offset: 2, length: 3)) == "345")
            #expect(try await Self.text(storage.read("models", name, offset: 7)) == "89")
            #expect(try await storage.object("models", name).metadata == ["k": "v"])
            #expect(try await storage.allObjects("models", prefix: "a folder/").map(\.name) == [name])
            let page = try await storage.objects("models", delimiter: "/")
            #expect(page.prefixes == ["a folder/"])
            try await storage.deleteObject("models", name)
            #expect(await Self.code { _ = try await storage.read("models", name) } == .notFound)
        }
    }

    @Test func `wrong bytes are refused by their sum`() async throws {
        try await Self.with { storage in
            let metadata = StorageObjectMetadata(crc32c: "AAAAAA==")
            let code = await Self.code {
                _ = try await storage.insert("models", "x", ByteBuffer(string: "1"), metadata: metadata)
            }
            #expect(code == .invalidArgument)
        }
    }

    @Test func `a resumable upload goes on at the stored byte`() async throws {
        try await Self.with { storage in
            let unit = Int(StorageClient.resumableChunkUnit)
            let session = try await storage.startResumable(
                "models", "big", size: Int64(unit + 10), preconditions: .absent)
            #expect(try await storage.resumableStatus(session, total: nil) == .stored(nextByte: 0))
            let first = try await storage.sendResumable(
                session, offset: 0, .bytes(ByteBuffer(repeating: 1, count: unit)), length: Int64(unit),
                total: Int64(unit + 10))
            #expect(first == .stored(nextByte: Int64(unit)))
            #expect(try await storage.resumableStatus(session, total: nil) == .stored(nextByte: Int64(unit)))
            let last = try await storage.sendResumable(
                session, offset: Int64(unit), .bytes(ByteBuffer(repeating: 2, count: 10)), length: 10,
                total: Int64(unit + 10))
            guard case .finished(let object) = last else {
                Issue.record("not finished")
                return
            }
            #expect(object.size?.value == Int64(unit + 10))
            #expect(try await storage.resumableStatus(session, total: Int64(unit + 10)) == last)
        }
    }

    @Test func `a cancelled session is gone`() async throws {
        try await Self.with { storage in
            let session = try await storage.startResumable("models", "big", size: nil)
            try await storage.cancelResumable(session)
            let code = await Self.code { _ = try await storage.resumableStatus(session, total: nil) }
            #expect(code == .gone || code == .cancelled)
        }
    }

    @Test func `parts in any order become one object`() async throws {
        try await Self.with { storage in
            let size = 5 << 20
            let id = try await storage.startMultipart("models", "a/b c", contentType: "text/plain")
            #expect(try await storage.multipartUploads("models").map(\.uploadID) == [id])
            let second = try await storage.uploadPart(
                "models", "a/b c", uploadID: id, number: 2, .bytes(ByteBuffer(string: "end")))
            let first = try await storage.uploadPart(
                "models", "a/b c", uploadID: id, number: 1, .bytes(ByteBuffer(repeating: 7, count: size)))
            let listed = try await storage.parts("models", "a/b c", uploadID: id)
            #expect(listed.map(\.number) == [1, 2])
            #expect(listed.map(\.etag) == [first.etag, second.etag])
            #expect(listed.map(\.size) == [Int64(size), 3])
            try await storage.completeMultipart("models", "a/b c", uploadID: id, parts: [second, first])
            #expect(try await storage.object("models", "a/b c").size?.value == Int64(size + 3))
            #expect(try await Self.text(storage.read("models", "a/b c", offset: Int64(size))) == "end")
        }
    }

    @Test func `an aborted upload leaves nothing, twice aborted is fine`() async throws {
        try await Self.with { storage in
            let id = try await storage.startMultipart("models", "x", contentType: nil)
            try await storage.abortMultipart("models", "x", uploadID: id)
            try await storage.abortMultipart("models", "x", uploadID: id)
            #expect(try await storage.multipartUploads("models").isEmpty)
        }
    }

    @Test func `objects are composed and rewritten`() async throws {
        try await Self.with { storage in
            _ = try await storage.insert("models", "1", ByteBuffer(string: "12345"))
            _ = try await storage.insert("models", "2", ByteBuffer(string: "6789"))
            let whole = try await storage.compose(
                "models", into: "3", from: [("1", nil), ("2", nil)], metadata: StorageObjectMetadata(),
                preconditions: .absent)
            #expect(whole.crc32c == "4waSgw==")
            let copy = try await storage.rewrite(
                from: RewriteSource(bucket: "models", name: "3"), to: ("models", "4"), preconditions: .absent)
            #expect(copy.crc32c == "4waSgw==")
            #expect(copy.name == "4")
        }
    }
}
