import CloudSimulator
import Domain
import NIOCore
import Stores
import TestSupport
import Testing

/// Copies between buckets: in many calls when locations differ, and through faults.
extension CloudStoreTests {
    private static let content = DeterministicBytes.make(9 << 20 | 5)

    /// A bucket with the object `a`, and a store in another location.
    private static func withTwo(
        location: String = "europe-west4",
        _ body: (any ObjectStore, ObjectInfo, RunningSimulator) async throws -> Void
    ) async throws {
        try await withSimulator { buckets, _, simulator in
            _ = try await buckets.create("models", location: "us-central1", in: project)
            _ = try await buckets.create("elsewhere", location: location, in: project)
            let original = try await buckets.store("models", in: project)
                .write("a", ByteBuffer(bytes: content), if: .absent, metadata: ["origin": "hub"])
            try await body(try buckets.store("elsewhere", in: project), original, simulator)
        }
    }

    private static func rewrites(_ simulator: RunningSimulator) -> [Int?] {
        simulator.world.recorder.entries()
            .filter { $0.listener == .storage && $0.target.contains("/rewriteTo/") }.map(\.status)
    }

    private static let source = ObjectPlace(bucket: "models", key: "a")

    @Test func `between locations a copy takes several calls, and has the same bytes`() async throws {
        try await Self.withTwo { store, original, simulator in
            let copy = try await store.copy(from: Self.source, to: "b/c", if: .absent)
            #expect(copy.crc32c == original.crc32c)
            #expect(copy.metadata == ["origin": "hub"])
            #expect(Self.rewrites(simulator) == [200, 200, 200])
            let read = try await store.read("b/c", range: nil).collect(upTo: 16 << 20)
            #expect(Array(read.readableBytesView) == Self.content)
        }
    }

    @Test func `within a location a copy takes one call`() async throws {
        try await Self.withTwo(location: "us-central1") { store, original, simulator in
            let copy = try await store.copy(from: Self.source, to: "b", if: .absent)
            #expect(copy.crc32c == original.crc32c)
            #expect(Self.rewrites(simulator) == [200])
        }
    }

    @Test(arguments: [503, 429, 500, 408])
    func `a call of a copy that fails is repeated with its token`(_ status: Int) async throws {
        try await Self.withTwo { store, original, simulator in
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, pattern: "rewriteToken=", action: FaultAction(.status, status: status))
            ])
            let copy = try await store.copy(from: Self.source, to: "b", if: .absent)
            #expect(copy.crc32c == original.crc32c)
            #expect(Self.rewrites(simulator) == [200, status, 200, 200])
        }
    }

    @Test func `a copy whose last answer is lost is known again by its mark`() async throws {
        try await Self.withTwo { store, original, simulator in
            simulator.world.faults.add([
                FaultRule(listener: .storage, pattern: "/rewriteTo/", skip: 2, action: FaultAction(.loseResponse))
            ])
            let copy = try await store.copy(from: Self.source, to: "b", if: .absent)
            #expect(copy.crc32c == original.crc32c)
            #expect(copy.metadata == ["origin": "hub"])
            #expect(Self.rewrites(simulator) == [200, 200, nil, 412])
        }
    }

    @Test func `somebody else's object with the same bytes is a conflict and not our copy`() async throws {
        try await Self.withTwo { store, _, _ in
            _ = try await store.write("b", ByteBuffer(bytes: Self.content), if: .absent, metadata: [:])
            let problem = await #expect(throws: Problem.self) {
                try await store.copy(from: Self.source, to: "b", if: .absent)
            }
            #expect(problem?.code == .conflict)
        }
    }

    @Test func `a source in no bucket, or in one that we may not read, says which`() async throws {
        try await Self.withTwo { store, _, simulator in
            let none = await #expect(throws: Problem.self) {
                try await store.copy(from: ObjectPlace(bucket: "nobody-has-this", key: "a"), to: "b", if: .absent)
            }
            #expect(none?.code == .bucketNotFound)
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, path: "/storage/v1/b/models/o/a", action: FaultAction(.status, status: 403))
            ])
            let denied = await #expect(throws: Problem.self) {
                try await store.copy(from: Self.source, to: "b", if: .absent)
            }
            #expect(denied?.code == .permissionDenied)
            #expect(denied?.detail.contains("models") == true)
            let left = try await store.stat("b")
            #expect(left == nil)
        }
    }
}
