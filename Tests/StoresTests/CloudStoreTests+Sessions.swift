import CloudSimulator
import Domain
import GoogleCloud
import NIOCore
import Outbound
import Stores
import TestSupport
import Testing

/// Uploads by resumable sessions, through everything that can happen to one.
extension CloudStoreTests {
    private static func withSessions(
        _ body: (any ObjectStore, CloudUploads, RunningSimulator) async throws -> Void
    ) async throws {
        let uploads = CloudUploads(form: .sequential)
        try await withSimulator(uploads: uploads) { buckets, _, simulator in
            _ = try await buckets.create("models", location: "us-central1", in: project)
            try await body(try buckets.store("models", in: project), uploads, simulator)
        }
    }

    /// Uploads the content in parts and compares what then stands in the bucket.
    private static func upload(_ content: [UInt8], part: Int, to store: any ObjectStore) async throws {
        let begun = try await store.beginUpload("x", metadata: [:])
        var parts: [UploadedPart] = []
        for start in stride(from: 0, to: content.count, by: part) {
            let bytes = ByteBuffer(bytes: content[start..<min(start + part, content.count)])
            parts.append(try await store.upload(bytes, as: parts.count + 1, of: begun))
        }
        let info = try await store.complete(begun, parts: parts, size: Int64(content.count))
        #expect(info.size == Int64(content.count))
        let stored = try await store.read("x", range: nil).collect(upTo: 32 << 20)
        #expect(Array(stored.readableBytesView) == content)
    }

    private static func puts(_ simulator: RunningSimulator) -> [String] {
        simulator.world.recorder.entries()
            .filter { $0.listener == .storage && $0.method == "PUT" && $0.target.hasPrefix("/upload/") }
            .map { $0.status.map(String.init) ?? "cut" }
    }

    // Parts of any length: what is no multiple of 256 KiB waits for the next.
    @Test(arguments: [256 << 10, 1 << 20, 300_000, 100_000, 1])
    func `parts of any length make the object`(_ part: Int) async throws {
        try await Self.withSessions { store, _, _ in
            let length = part == 1 ? 300 : 1 << 20
            for extra in [0, 1, 77_777] where part > 1 || extra == 1 {
                try await Self.upload(DeterministicBytes.make(length + extra), part: part, to: store)
                try await store.delete("x", if: .always)
            }
        }
    }

    /// What happens to the second request that carries bytes.
    private static let faults: [FaultAction] = [
        FaultAction(.status, status: 503), FaultAction(.status, status: 429), FaultAction(.status, status: 500),
        FaultAction(.status, status: 408), FaultAction(.resetBeforeResponse), FaultAction(.loseResponse),
        FaultAction(.truncate, bytes: 300_000, side: .request), FaultAction(.truncate, bytes: 100, side: .request),
        FaultAction(.resetAfterHead),
    ]

    @Test(arguments: faults)
    func `a request that fails is gone on with from where the service is`(_ fault: FaultAction) async throws {
        try await Self.withSessions { store, _, simulator in
            for skip in [0, 1, 2] {
                simulator.world.faults.add([
                    FaultRule(listener: .storage, method: "PUT", path: "/upload/", skip: skip, action: fault)
                ])
                try await Self.upload(DeterministicBytes.make((1 << 20) + 5), part: 1 << 19, to: store)
                try await store.delete("x", if: .always)
                simulator.world.faults.removeAll()
            }
        }
    }

    @Test func `a lost final answer is asked for, not sent again`() async throws {
        try await Self.withSessions { store, _, simulator in
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, method: "PUT", path: "/upload/", skip: 1, action: FaultAction(.loseResponse))
            ])
            try await Self.upload(DeterministicBytes.make((1 << 20) + 5), part: 2 << 20, to: store)
            #expect(Self.puts(simulator) == ["308", "cut", "200"])
        }
    }

    @Test(arguments: [404, 410])
    func `a session that has ended says so, and another can be begun`(_ status: Int) async throws {
        try await Self.withSessions { store, _, simulator in
            let begun = try await store.beginUpload("x", metadata: [:])
            let bytes = ByteBuffer(bytes: DeterministicBytes.make(1 << 20))
            _ = try await store.upload(bytes, as: 1, of: begun)
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, method: "PUT", path: "/upload/", action: FaultAction(.status, status: status))
            ])
            let problem = await #expect(throws: Problem.self) { try await store.upload(bytes, as: 2, of: begun) }
            #expect(problem?.code == .notFound)
            let parts = await #expect(throws: Problem.self) { try await store.parts(of: begun) }
            #expect(parts?.code == .notFound)
            try await Self.upload(DeterministicBytes.make(2 << 20), part: 1 << 20, to: store)
        }
    }

    @Test func `a service that has lost bytes which it had confirmed ends the session`() async throws {
        try await Self.withSessions { store, _, simulator in
            let begun = try await store.beginUpload("x", metadata: [:])
            let bytes = ByteBuffer(bytes: DeterministicBytes.make(1 << 20))
            _ = try await store.upload(bytes, as: 1, of: begun)
            // 308 without Range: nothing is stored.
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, method: "PUT", path: "/upload/",
                    action: FaultAction(.status, status: 308, body: ""))
            ])
            let problem = await #expect(throws: Problem.self) { try await store.upload(bytes, as: 2, of: begun) }
            #expect(problem?.code == .notFound)
        }
    }

    @Test func `bytes that change on the way are refused at the end`() async throws {
        try await Self.withSessions { store, _, simulator in
            simulator.world.faults.add([
                FaultRule(
                    listener: .storage, method: "PUT", path: "/upload/",
                    action: FaultAction(.corrupt, bytes: 1000, side: .request))
            ])
            let begun = try await store.beginUpload("x", metadata: [:])
            let part = try await store.upload(
                ByteBuffer(bytes: DeterministicBytes.make(1 << 20)), as: 1, of: begun)
            let problem = await #expect(throws: Problem.self) {
                try await store.complete(begun, parts: [part], size: part.size)
            }
            #expect(problem?.code == .digestMismatch)
            #expect(try await store.stat("x") == nil)
        }
    }

    @Test func `an upload's handle says nothing to another process, and holds no session`() async throws {
        try await Self.withSimulator(uploads: CloudUploads(form: .sequential)) { buckets, storage, simulator in
            _ = try await buckets.create("models", location: "us-central1", in: Self.project)
            let store = try buckets.store("models", in: Self.project)
            let begun = try await store.beginUpload("x", metadata: [:])
            let part = try await store.upload(ByteBuffer(string: "abc"), as: 1, of: begun)
            #expect(!begun.id.contains("upload_id") && !begun.id.contains("http") && begun.id.count < 60)
            let sessions = simulator.world.recorder.entries().compactMap(\.target)
                .compactMap { $0.split(separator: "upload_id=").last.map(String.init) }
            #expect(!sessions.contains { begun.id.contains($0) })

            let other = CloudStore(bucket: "models", storage: storage, uploads: CloudUploads(form: .sequential))
            let problem = await #expect(throws: Problem.self) { try await other.parts(of: begun) }
            #expect(problem?.code == .notFound)
            #expect(try await other.unfinishedUploads(prefix: "").isEmpty)
            try await other.abort(begun)
            let info = try await store.complete(begun, parts: [part], size: 3)
            #expect(try await other.complete(begun, parts: [part], size: 3) == info)
        }
    }

    @Test func `against Google's own service the form is multipart without being asked for`() async throws {
        try await Self.withSimulator { buckets, storage, simulator in
            _ = try await buckets.create("models", location: "us-central1", in: Self.project)
            #expect(try buckets.store("models", in: Self.project).capabilities.uploads == .parallelParts)
            #expect(!simulator.world.recorder.entries().contains { $0.target.contains("upload-probe") })
        }
    }
}
