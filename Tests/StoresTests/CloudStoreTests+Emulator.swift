import Domain
import GoogleCloud
import NIOCore
import Outbound
import Stores
import TestSupport
import Testing

/// The store against gcp-storage-emulator, which is not ours and knows no multipart uploads.
extension CloudStoreTests {
    /// What that program does not do: it ignores every generation that a request names. The simulator's tests check these.
    private static let beyond: Set<ObjectStoreConformance.Check> = [
        .absentHolds, .generationHolds, .oneWinner, .deleteTwice, .copyIsConditional, .copyOfNothing,
    ]

    private static func withEmulator(_ body: (CloudBuckets, StorageClient) async throws -> Void) async throws {
        try await PeerProgram.with(
            PeerProgram.path("gcs-emulator") + "/bin/gcp-storage-emulator", install: "scripts/venv.sh gcs-emulator",
            arguments: { ["start", "--host=127.0.0.1", "--port=\($0)", "--in-memory"] }
        ) { peer in
            let outbound = OutboundClient(transport: NIOTransport(), pacer: OutboundTestPacer().pacer)
            let endpoints = GoogleEndpoints(environment: ["STORAGE_EMULATOR_HOST": peer.base])
            let storage = StorageClient(GoogleAPIClient(outbound: outbound, endpoints: endpoints, tokens: nil))
            do {
                try await body(CloudBuckets(storage: storage), storage)
            } catch {
                try await outbound.shutdown()
                throw error
            }
            try await outbound.shutdown()
        }
    }

    @Test func `an emulator without multipart is given resumable sessions by itself`() async throws {
        try await Self.withEmulator { buckets, _ in
            _ = try await buckets.create("models", location: "us", in: Self.project)
            let store = try buckets.store("models", in: Self.project)
            #expect(store.capabilities.uploads == .sequential)
            #expect(store.capabilities.minimumPartSize == 256 << 10)
            for check in ObjectStoreConformance.Check.allCases where !Self.beyond.contains(check) {
                do {
                    try await ObjectStoreConformance(store).run(check)
                } catch {
                    Issue.record("\(check): \(error)")
                }
            }
        }
    }

    @Test func `the emulator is asked when the first upload begins, where no bucket was looked at before`() async throws
    {
        try await Self.withEmulator { buckets, storage in
            _ = try await buckets.create("models", location: "us", in: Self.project)
            let store = CloudStore(bucket: "models", storage: storage)
            #expect(store.capabilities.uploads == .parallelParts)
            let begun = try await store.beginUpload("x", metadata: [:])
            #expect(store.capabilities.uploads == .sequential)
            let part = try await store.upload(ByteBuffer(string: "123456789"), as: 1, of: begun)
            #expect(try await store.complete(begun, parts: [part], size: 9).crc32c == 0xE306_9283)
        }
    }
}
