import Digests
import Domain
import Importing
import NIOCore
import Synchronization
import TestSupport
import Testing

/// Bytes that have left the hub and not yet reached the store.
private final class Flow: Sendable {
    private let state = Mutex((inFlight: Int64(0), highest: Int64(0)))

    var highest: Int64 { state.withLock { $0.highest } }
    func came(_ bytes: Int) {
        state.withLock { state in
            state.inFlight += Int64(bytes)
            state.highest = max(state.highest, state.inFlight)
        }
    }
    func went(_ bytes: Int) { state.withLock { $0.inFlight -= Int64(bytes) } }
}

/// Files of one repeated buffer.
private struct EndlessSource: ModelSource {
    let kind = SourceKind.huggingFace
    let capabilities = ModelSourceCapabilities(searches: false, takesToken: false, servesRanges: true)
    let flow: Flow
    let block = ByteBuffer(bytes: DeterministicBytes.make(256 << 10))

    func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel {
        SourceModel(reference: reference, pin: "p", files: [], facts: ModelFacts())
    }

    func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream
    {
        let range = range ?? 0..<(file.size ?? 0)
        let (flow, block) = (flow, block)
        let left = Mutex(range.upperBound - range.lowerBound)
        let body = AsyncStream<ByteBuffer>(unfolding: {
            let length = left.withLock { left in
                let length = min(left, Int64(block.readableBytes))
                left -= length
                return Int(length)
            }
            guard length > 0 else { return nil }
            flow.came(length)
            return block.getSlice(at: 0, length: length)
        })
        return SourceStream(offset: range.lowerBound, totalSize: file.size, body: ByteStream(body))
    }

    func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary] { [] }
}

/// Keeps small objects; of parts it keeps the sum only.
private struct SummingStore: ObjectStore {
    let base = InMemoryStore()
    let flow: Flow
    let sums = Sums()

    final class Sums: Sendable {
        let parts = Mutex<[String: [Int: (CRC32C, Int)]]>([:])
    }

    var bucket: String { base.bucket }
    let capabilities = ObjectStoreCapabilities(minimumPartSize: 1 << 20, maximumPartCount: 100, secondsBetweenWrites: 0)

    func stat(_ key: String) async throws -> ObjectInfo? { try await base.stat(key) }
    func list(prefix: String) async throws -> [ObjectInfo] { try await base.list(prefix: prefix) }
    func read(_ key: String, range: Range<Int64>?) async throws -> ByteStream { try await base.read(key, range: range) }
    func delete(_ key: String, if condition: WriteCondition) async throws { try await base.delete(key, if: condition) }
    func beginUpload(_ key: String, metadata: [String: String]) async throws -> PartUpload {
        PartUpload(key: key, id: key)
    }
    func parts(of upload: PartUpload) async throws -> [UploadedPart] { [] }
    func abort(_ upload: PartUpload) async throws {}
    func unfinishedUploads(prefix: String) async throws -> [PartUpload] { [] }

    func write(
        _ key: String, _ bytes: ByteBuffer, if condition: WriteCondition, metadata: [String: String]
    ) async throws -> ObjectInfo {
        let info = try await base.write(key, bytes, if: condition, metadata: metadata)
        if key.hasPrefix("huggingface/") { flow.went(bytes.readableBytes) }
        return info
    }

    func upload(_ bytes: [ByteBuffer], as number: Int, of upload: PartUpload) async throws -> UploadedPart {
        for _ in 0..<20 { await Task.yield() }
        var sum = CRC32C()
        for buffer in bytes { sum.update(buffer) }
        let size = bytes.reduce(0) { $0 + $1.readableBytes }
        sums.parts.withLock { $0[upload.key, default: [:]][number] = (sum, size) }
        flow.went(size)
        return UploadedPart(number: number, size: Int64(size), etag: "\(number)")
    }

    func complete(_ upload: PartUpload, parts: [UploadedPart], size: Int64) async throws -> ObjectInfo {
        let stored = sums.parts.withLock { $0[upload.key] ?? [:] }
        var whole = CRC32C()
        for part in parts {
            if let (sum, length) = stored[part.number] { whole.append(sum, length: Int64(length)) }
        }
        return ObjectInfo(key: upload.key, size: size, crc32c: whole.value, generation: 1)
    }
}

struct MemoryBoundTests {
    @Test(arguments: [(1, 96), (6, 12), (40, 1)])
    func `bytes in flight stay within the budget, whatever the number and size of files`(
        files: Int, mebibytes: Int
    ) async throws {
        let flow = Flow()
        let store = SummingStore(flow: flow)
        let source = EndlessSource(flow: flow)
        let budget: Int64 = 8 << 20
        let model = SourceModel(
            reference: try ModelReference(parsing: "hf:acme/big"), pin: "p",
            files: (0..<files).map { number in
                SourceFile(
                    path: "f\(number)", size: Int64(mebibytes) << 20 + Int64(number), digest: nil, choice: .take(""),
                    key: "huggingface/acme/big/p/f\(number)"
                )
            },
            facts: ModelFacts()
        )
        let engine = ImportEngine(
            source: source, store: store, target: .local, options: ImportOptions(byteBudget: budget),
            clock: TestClock().importClock
        )
        let manifest = try await engine.run(try await engine.plan(model), token: nil, startedBy: "ann") { _ in }
        #expect(manifest.files.count == files)
        #expect(flow.highest <= budget)
        #expect(flow.highest >= 1 << 20)
    }
}
