import Domain
import GoogleCloud
import NIOCore
import Stores
import TestSupport
import Testing

@Suite struct BucketSourceTests {
    static func withModel(_ body: (BucketSource, any ObjectStore) async throws -> Void) async throws {
        try await CloudStoreTests.withSimulator { buckets, storage, _ in
            _ = try await buckets.create("their-finetunes", location: "us-central1", in: CloudStoreTests.project)
            let store = try buckets.store("their-finetunes", in: CloudStoreTests.project)
            for (path, bytes) in SampleFolder.files {
                _ = try await store.write("bots/v3/\(path)", ByteBuffer(bytes: bytes), if: .absent, metadata: [:])
            }
            _ = try await store.write("bots/v3/", ByteBuffer(), if: .absent, metadata: [:])
            _ = try await store.write("bots/v30/config.json", ByteBuffer(string: "{}"), if: .absent, metadata: [:])
            try await body(BucketSource(storage: .success(storage)), store)
        }
    }

    static func reference() throws -> ModelReference {
        try ModelReference(parsing: "gs://their-finetunes/bots/v3#support-bot")
    }

    @Test func `another bucket keeps what every source keeps`() async throws {
        try await Self.withModel { source, _ in
            let conformance = ModelSourceConformance(
                source, reference: try Self.reference(),
                unknown: try ModelReference(parsing: "gs://their-finetunes/bots/v4"),
                foreign: try ModelReference(parsing: "hf:org/name")
            )
            for check in ModelSourceConformance.Check.allCases {
                do {
                    try await conformance.run(check)
                } catch {
                    Issue.record("\(check.rawValue): \(error)")
                }
            }
        }
    }

    @Test func `each file names its object, its generation and what the bucket says of its bytes`() async throws {
        try await Self.withModel { source, store in
            let model = try await source.resolve(Self.reference(), token: nil)
            #expect(Set(model.chosen.map(\.path)) == SampleFolder.needed)
            #expect(model.identity.id == "support-bot")
            let file = try #require(model.chosen.first { $0.path == "model.safetensors" })
            let info = try #require(try await store.stat("bots/v3/model.safetensors"))
            #expect(
                file.place
                    == ObjectPlace(
                        bucket: "their-finetunes", key: "bots/v3/model.safetensors", generation: info.generation))
            guard case .crc32c(let hex)? = file.digest else {
                Issue.record("no CRC32C")
                return
            }
            #expect(UInt32(hex, radix: 16) == info.crc32c)
            #expect(file.key == "files/support-bot/\(model.pin)/model.safetensors")
            #expect(model.files.first { $0.path == ".env" }?.choice.reason == "hidden")
        }
    }

    @Test func `an object that is replaced after the plan is not read`() async throws {
        try await Self.withModel { source, store in
            let model = try await source.resolve(Self.reference(), token: nil)
            let file = try #require(model.chosen.first { $0.path == "tokenizer.json" })
            _ = try await store.write(
                "bots/v3/tokenizer.json", ByteBuffer(bytes: SampleFolder.files[2].bytes), if: .always, metadata: [:])
            let problem = await #expect(throws: Problem.self) {
                try await source.open(file, of: model, range: nil, token: nil)
            }
            #expect(problem?.title == "The file has changed")
            #expect(try await source.resolve(Self.reference(), token: nil).pin != model.pin)
        }
    }

    @Test func `without credentials it says what is missing`() async throws {
        let missing = Problem(.unauthenticated, "No credentials", detail: "none were found", fix: "Log in.")
        let problem = await #expect(throws: Problem.self) {
            try await BucketSource(storage: .failure(missing)).resolve(Self.reference(), token: nil)
        }
        #expect(problem == missing)
    }
}
