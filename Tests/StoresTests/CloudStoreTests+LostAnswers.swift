import CloudSimulator
import Domain
import NIOCore
import Stores
import TestSupport
import Testing

/// Calls that did their work and whose answer never came: the retry meets its own traces.
extension CloudStoreTests {
    static func withStore(_ body: (any ObjectStore, RunningSimulator) async throws -> Void) async throws {
        try await withSimulator { buckets, _, simulator in
            _ = try await buckets.create("models", location: "us-central1", in: project)
            try await body(try buckets.store("models", in: project), simulator)
        }
    }

    /// The next such request is carried out, and its connection cut instead of an answer.
    static func loseAnswer(_ simulator: RunningSimulator, _ method: String, _ pattern: String) {
        simulator.world.faults.add([
            FaultRule(listener: .storage, method: method, pattern: pattern, action: FaultAction(.loseResponse))
        ])
    }

    private static func statuses(_ simulator: RunningSimulator, _ method: String, _ part: String) -> [Int?] {
        simulator.world.recorder.entries()
            .filter { $0.listener == .storage && $0.method == method && $0.target.contains(part) }
            .map(\.status)
    }

    @Test func `a first write whose answer is lost is known again by its mark`() async throws {
        try await Self.withStore { store, simulator in
            Self.loseAnswer(simulator, "POST", "^/upload/")
            let written = try await store.write("x", ByteBuffer(string: "one"), if: .absent, metadata: ["k": "v"])
            #expect(written.metadata == ["k": "v"])
            #expect(try await store.stat("x") == written)
            #expect(Self.statuses(simulator, "POST", "/upload/") == [nil, 412])
        }
    }

    @Test func `a change whose answer is lost is known again by its mark`() async throws {
        try await Self.withStore { store, simulator in
            let first = try await store.write("x", ByteBuffer(string: "one"), if: .absent, metadata: [:])
            Self.loseAnswer(simulator, "POST", "^/upload/")
            let second = try await store.write(
                "x", ByteBuffer(string: "two"), if: .generation(first.generation), metadata: [:])
            #expect(second.generation > first.generation)
            #expect(try await store.stat("x") == second)
        }
    }

    @Test func `the same bytes by somebody else are a conflict and not our own write`() async throws {
        try await Self.withStore { store, _ in
            let bytes = ByteBuffer(string: "the same")
            _ = try await store.write("x", bytes, if: .absent, metadata: [:])
            let problem = await #expect(throws: Problem.self) {
                try await store.write("x", bytes, if: .absent, metadata: [:])
            }
            #expect(problem?.code == .conflict)
        }
    }

    @Test func `a deletion whose answer is lost is done`() async throws {
        try await Self.withStore { store, simulator in
            let written = try await store.write("x", ByteBuffer(string: "one"), if: .absent, metadata: [:])
            Self.loseAnswer(simulator, "DELETE", "/o/x")
            try await store.delete("x", if: .generation(written.generation))
            #expect(try await store.stat("x") == nil)
            #expect(Self.statuses(simulator, "DELETE", "/o/x") == [nil, 404])
        }
    }

    @Test func `an upload that was completed with a lost answer is the object`() async throws {
        try await Self.withStore { store, simulator in
            let begun = try await store.beginUpload("x", metadata: ["k": "v"])
            let part = try await store.upload(ByteBuffer(string: "123456789"), as: 1, of: begun)
            Self.loseAnswer(simulator, "POST", "uploadId=")
            let info = try await store.complete(begun, parts: [part], size: 9)
            #expect(info.crc32c == 0xE306_9283)
            #expect(info.metadata == ["k": "v"])
            #expect(Self.statuses(simulator, "POST", "uploadId=") == [nil, 404])
        }
    }

    @Test func `a bucket that was made with a lost answer is ours`() async throws {
        try await Self.withSimulator { buckets, _, simulator in
            Self.loseAnswer(simulator, "POST", "^/storage/v1/b[?]")
            let made = try await buckets.create("models", location: "us-central1", in: Self.project)
            #expect(made.name == "models")
            #expect(Self.statuses(simulator, "POST", "/storage/v1/b?") == [nil, 409])
        }
    }
}

/// The rest of the writes: a lost answer is a second request, and the result is what one request makes.
extension CloudStoreTests {
    @Test func `every write of a store ends as one write although its answer was lost`() async throws {
        try await Self.withStore { store, simulator in
            let bytes = ByteBuffer(string: "123456789")
            Self.loseAnswer(simulator, "POST", "^/upload/")
            let written = try await store.write("always", bytes, if: .always, metadata: ["k": "v"])
            #expect(try await store.stat("always") == written)

            Self.loseAnswer(simulator, "DELETE", "/o/always")
            try await store.delete("always", if: .always)
            #expect(try await store.list(prefix: "").isEmpty)

            Self.loseAnswer(simulator, "POST", "[?]uploads")
            let begun = try await store.beginUpload("x", metadata: [:])
            // The first beginning made an upload that nobody knows: it is listed, for the clean-up to find.
            let open = try await store.unfinishedUploads(prefix: "x")
            #expect(open.count == 2 && open.contains(begun))
            for other in open where other != begun {
                Self.loseAnswer(simulator, "DELETE", "uploadId=")
                try await store.abort(other)
            }
            #expect(try await store.unfinishedUploads(prefix: "x") == [begun])

            Self.loseAnswer(simulator, "PUT", "partNumber=1")
            let part = try await store.upload(bytes, as: 1, of: begun)
            #expect(try await store.parts(of: begun) == [part])
            #expect(try await store.complete(begun, parts: [part], size: 9).crc32c == 0xE306_9283)
            #expect(try await store.list(prefix: "").map(\.key) == ["x"])
        }
    }

    private static let breaks: [FaultAction] = [
        FaultAction(.truncate, bytes: 700_000), FaultAction(.truncate, bytes: 0), FaultAction(.resetAfterHead),
    ]

    @Test(arguments: breaks)
    func `a body that breaks off is gone on with at the next byte`(_ fault: FaultAction) async throws {
        try await Self.withStore { store, simulator in
            let content = DeterministicBytes.make(2 << 20)
            _ = try await store.write("x", ByteBuffer(bytes: content), if: .absent, metadata: [:])
            for range in [nil, 300_000..<1_900_000] as [Range<Int64>?] {
                simulator.world.faults.add([
                    FaultRule(listener: .storage, method: "GET", pattern: "alt=media", count: 3, action: fault)
                ])
                let read = try await store.read("x", range: range).collect(upTo: 4 << 20)
                let expected = range.map { Array(content[Int($0.lowerBound)..<Int($0.upperBound)]) } ?? content
                #expect(Array(read.readableBytesView) == expected)
                simulator.world.faults.removeAll()
            }
        }
    }

    @Test
    func `a body that always breaks off fails with its cause, and bytes of another generation are never mixed in`()
        async throws
    {
        try await Self.withStore { store, simulator in
            let content = DeterministicBytes.make(1 << 20)
            _ = try await store.write("x", ByteBuffer(bytes: content), if: .absent, metadata: [:])
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, pattern: "alt=media", count: nil, action: FaultAction(.truncate, bytes: 0))
            ])
            let broken = await #expect(throws: Problem.self) {
                try await store.read("x", range: nil).collect(upTo: 4 << 20)
            }
            #expect(broken?.isRetryable == true)
            simulator.world.faults.removeAll()
            simulator.world.faults.add([
                FaultRule(listener: .storage, pattern: "alt=media", action: FaultAction(.truncate, bytes: 500_000))
            ])
            let stream = try await store.read("x", range: nil)
            _ = try await store.write("x", ByteBuffer(bytes: content.reversed()), if: .always, metadata: [:])
            let gone = await #expect(throws: Problem.self) { try await stream.collect(upTo: 4 << 20) }
            #expect(gone?.code == .notFound)
        }
    }
}
