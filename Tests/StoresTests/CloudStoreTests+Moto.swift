import Domain
import Foundation
import GoogleCloud
import NIOCore
import Outbound
import Stores
import TestSupport
import Testing

/// Uploads in parts against moto, a server of the dialect that Cloud Storage's XML API shares with S3. It knows nothing
/// of Google: our headers `x-goog-hash` and `x-goog-meta-…` must be no hindrance, but what they mean is not checked
/// here, nor is authentication.
extension CloudStoreTests {
    /// A bucket of moto's, with the store on it, the client below it, and the bucket's own URL.
    private static func withMoto(_ body: (CloudStore, StorageClient, String) async throws -> Void) async throws {
        try await PeerProgram.with(
            PeerProgram.path("moto") + "/bin/moto_server", install: "scripts/venv.sh moto",
            arguments: { ["-H", "127.0.0.1", "-p", "\($0)"] }
        ) { peer in
            let outbound = OutboundClient(transport: NIOTransport(), pacer: OutboundTestPacer().pacer)
            let endpoints = GoogleEndpoints(google: peer.base, storage: peer.base, metadataHost: "127.0.0.1:1")
            let storage = StorageClient(GoogleAPIClient(outbound: outbound, endpoints: endpoints, tokens: nil))
            let bucket = "\(peer.base)/models"
            do {
                let made = try await outbound.send(OutboundRequest(.put, bucket))
                try #require(made.status == 200)
                try await body(CloudStore(bucket: "models", storage: storage), storage, bucket)
            } catch {
                try await outbound.shutdown()
                throw error
            }
            try await outbound.shutdown()
        }
    }

    @Test func `moto takes parts in any order, lists them, and makes the object of them`() async throws {
        try await Self.withMoto { store, storage, bucket in
            let key = "hf/demo/a folder/ü+#%.bin"
            let begun = try await store.beginUpload(key, metadata: ["pin": "abc"])
            #expect(!begun.id.isEmpty)
            #expect(try await store.unfinishedUploads(prefix: "hf/demo/") == [begun])
            #expect(try await store.unfinishedUploads(prefix: "other/").isEmpty)

            let head = DeterministicBytes.make(Int(store.capabilities.minimumPartSize))
            let tail = Array("the end".utf8)
            _ = try await store.upload(ByteBuffer(string: "replaced"), as: 2, of: begun)
            let second = try await store.upload(ByteBuffer(bytes: tail), as: 2, of: begun)
            let first = try await store.upload(ByteBuffer(bytes: head), as: 1, of: begun)
            let listed = try await store.parts(of: begun)
            #expect(listed == [first, second])
            #expect(listed.map(\.size) == [Int64(head.count), Int64(tail.count)])

            try await storage.completeMultipart(
                "models", key, uploadID: begun.id,
                parts: [second, first].map { MultipartPart(number: $0.number, etag: $0.etag) }
            )
            #expect(try await store.unfinishedUploads(prefix: "").isEmpty)
            let name = "hf/demo/a%20folder/%C3%BC%2B%23%25.bin"
            let whole = try await storage.api.outbound.send(OutboundRequest(.get, "\(bucket)/\(name)"))
            #expect(whole.status == 200)
            let bytes = try await whole.collect(upTo: 10 << 20)
            #expect(Array(bytes.readableBytesView) == head + tail)
        }
    }

    // A part for an aborted upload is not tried: moto answers 500 to it. The simulator's tests have that case.
    @Test func `moto aborts an upload, and what asks for it after is told`() async throws {
        try await Self.withMoto { store, _, _ in
            let begun = try await store.beginUpload("x", metadata: [:])
            _ = try await store.upload(ByteBuffer(string: "part"), as: 1, of: begun)
            try await store.abort(begun)
            try await store.abort(begun)
            #expect(try await store.unfinishedUploads(prefix: "").isEmpty)
            let problem = await #expect(throws: Problem.self) { try await store.parts(of: begun) }
            #expect(problem?.code == .notFound)
        }
    }

    @Test func `moto's refusals are read as errors of the dialect`() async throws {
        try await Self.withMoto { store, storage, _ in
            let begun = try await store.beginUpload("small", metadata: [:])
            let parts = [
                try await store.upload(ByteBuffer(string: "too small"), as: 1, of: begun),
                try await store.upload(ByteBuffer(string: "the last may be"), as: 2, of: begun),
            ].map { MultipartPart(number: $0.number, etag: $0.etag) }
            let small = await #expect(throws: GoogleCloudError.self) {
                try await storage.completeMultipart("models", "small", uploadID: begun.id, parts: parts)
            }
            #expect(small?.reason == "EntityTooSmall")
            #expect(small?.code == .invalidArgument)
            let wrong = await #expect(throws: GoogleCloudError.self) {
                try await storage.completeMultipart(
                    "models", "small", uploadID: begun.id, parts: [MultipartPart(number: 1, etag: "\"nonsense\"")]
                )
            }
            #expect(wrong?.reason == "InvalidPart")
            let elsewhere = CloudStore(bucket: "nobody-has-this", storage: storage)
            let missing = await #expect(throws: Problem.self) {
                try await elsewhere.beginUpload("x", metadata: [:])
            }
            #expect(missing?.code == .bucketNotFound)
        }
    }
}
