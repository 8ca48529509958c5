import GoogleCloud
import NIOCore
import Outbound
import TestSupport
import Testing

/// The JSON API against gcp-storage-emulator, which is not ours.
///
/// Not checked here, because that program lacks them: preconditions (it ignores `ifGenerationMatch`), and the end of a
/// cancelled session (it answers 501). The simulator's tests check both.
extension StorageClientTests {
    private static func withEmulator(_ body: (StorageClient) async throws -> Void) async throws {
        try await PeerProgram.with(
            PeerProgram.path("gcs-emulator") + "/bin/gcp-storage-emulator", install: "scripts/venv.sh gcs-emulator",
            arguments: { ["start", "--host=127.0.0.1", "--port=\($0)", "--in-memory"] }
        ) { peer in
            let outbound = OutboundClient(transport: NIOTransport(), pacer: OutboundTestPacer().pacer)
            // As a user would point us to it.
            let endpoints = GoogleEndpoints(environment: ["STORAGE_EMULATOR_HOST": peer.base])
            let storage = StorageClient(GoogleAPIClient(outbound: outbound, endpoints: endpoints, tokens: nil))
            do {
                _ = try await storage.insertBucket(Bucket(name: "models", location: "US"), project: "demo")
                try await body(storage)
            } catch {
                try await outbound.shutdown()
                throw error
            }
            try await outbound.shutdown()
        }
    }

    private static func bytes(_ reading: StorageReading) async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await buffer in reading.body { all += buffer.readableBytesView }
        return all
    }

    @Test func `the emulator stores small objects with our sum, and gives them back in ranges`() async throws {
        try await Self.withEmulator { storage in
            #expect(try await storage.buckets(project: "demo").buckets.map(\.name) == ["models"])
            let name = "a folder/file.txt"
            let written = try await storage.insert(
                "models", name, ByteBuffer(string: "123456789"),
                metadata: StorageObjectMetadata(contentType: "text/plain", crc32c: "4waSgw=="))
            #expect(written.crc32c == "4waSgw==")
            #expect(written.size == 9)
            #expect(written.generation != nil)
            #expect(try await storage.object("models", name).crc32c == "4waSgw==")
            #expect(try await Self.bytes(storage.read("models", name)) == Array("123456789".utf8))
            #expect(try await Self.bytes(storage.read("models", name, offset: 2, length: 3)) == Array("345".utf8))
            #expect(try await storage.allObjects("models", prefix: "a folder/").map(\.name) == [name])
            #expect(try await storage.allObjects("models", prefix: "b").isEmpty)
            try await storage.deleteObject("models", name)
            let missing = await #expect(throws: GoogleCloudError.self) {
                _ = try await storage.object("models", name)
            }
            #expect(missing?.code == .notFound)
        }
    }

    @Test func `the emulator takes a resumable upload in chunks and says how far it is`() async throws {
        try await Self.withEmulator { storage in
            let unit = Int(StorageClient.resumableChunkUnit)
            let content = DeterministicBytes.make(2 * unit + 10)
            let total = Int64(content.count)
            let session = try await storage.startResumable("models", "big", size: total)
            for start in [0, unit] {
                let progress = try await storage.sendResumable(
                    session, offset: Int64(start), .bytes(ByteBuffer(bytes: content[start..<start + unit])),
                    length: Int64(unit), total: total)
                #expect(progress == .stored(nextByte: Int64(start + unit)))
                #expect(try await storage.resumableStatus(session, total: total) == progress)
            }
            let last = try await storage.sendResumable(
                session, offset: Int64(2 * unit), .bytes(ByteBuffer(bytes: content[(2 * unit)...])), length: 10,
                total: total)
            guard case .finished(let object) = last else {
                Issue.record("\(last)")
                return
            }
            #expect(object.size?.value == total)
            #expect(try await Self.bytes(storage.read("models", "big")) == content)
        }
    }

    @Test func `the emulator composes objects to the sum that we expect`() async throws {
        try await Self.withEmulator { storage in
            _ = try await storage.insert("models", "1", ByteBuffer(string: "12345"))
            _ = try await storage.insert("models", "2", ByteBuffer(string: "6789"))
            let whole = try await storage.compose(
                "models", into: "3", from: [("1", nil), ("2", nil)],
                metadata: StorageObjectMetadata(contentType: "text/plain"))
            #expect(whole.crc32c == "4waSgw==")
            #expect(try await Self.bytes(storage.read("models", "3")) == Array("123456789".utf8))
        }
    }
}
