import Digests
package import Domain
package import NIOCore
import Synchronization

/// An `ObjectStore` in memory that behaves as Cloud Storage does, and fails where a test wants it to.
package final class InMemoryStore: ObjectStore {
    /// One call of the protocol, as `beforeCall` sees it.
    package enum Call: Sendable, Hashable {
        case stat(String), list(String), read(String, Range<Int64>?), write(String, Int), delete(String)
        case copy(ObjectPlace, to: String)
        case begin(String), upload(String, number: Int, bytes: Int), parts(String), complete(String), abort(String)
        case unfinished(String)
    }

    struct StoredObject {
        var info: ObjectInfo
        var bytes: ByteBuffer
    }

    struct StoredUpload {
        var key: String
        var metadata: [String: String]
        var parts: [Int: ByteBuffer] = [:]
    }

    struct State {
        var objects: [String: StoredObject] = [:]
        var uploads: [String: StoredUpload] = [:]
        var lastGeneration: Int64 = 1000
        var lastUpload = 0
        var corrupted: Set<String> = []
        var calls: [Call] = []
    }

    package let bucket: String
    package let capabilities: ObjectStoreCapabilities
    private let beforeCall: (@Sendable (Call) async throws -> Void)?
    private let siblings: [InMemoryStore]
    let state = Mutex(State())

    /// - Parameters:
    ///   - siblings: the other buckets that objects can be copied from.
    ///   - beforeCall: asked before every call; what it throws is what the call throws.
    package init(
        bucket: String = "memory",
        capabilities: ObjectStoreCapabilities = ObjectStoreCapabilities(
            minimumPartSize: 1 << 10, maximumPartCount: 10_000, secondsBetweenWrites: 0, copies: .anyBucket
        ),
        siblings: [InMemoryStore] = [],
        beforeCall: (@Sendable (Call) async throws -> Void)? = nil
    ) {
        self.bucket = bucket
        self.capabilities = capabilities
        self.siblings = siblings
        self.beforeCall = beforeCall
    }

    /// Every call so far, refused ones included.
    package var calls: [Call] { state.withLock { $0.calls } }

    /// The next time that this object is written or completed, one of its stored bits is wrong.
    package func corruptNext(_ key: String) { state.withLock { _ = $0.corrupted.insert(key) } }

    package func bytes(of key: String) -> [UInt8]? {
        state.withLock { $0.objects[key].map { Array($0.bytes.readableBytesView) } }
    }

    package var keys: [String] { state.withLock { $0.objects.keys.sorted() } }

    func enter(_ call: Call) async throws {
        try Task.checkCancellation()
        state.withLock { $0.calls.append(call) }
        try await beforeCall?(call)
    }

    package func stat(_ key: String) async throws -> ObjectInfo? {
        try await enter(.stat(key))
        return state.withLock { $0.objects[key]?.info }
    }

    package func list(prefix: String) async throws -> [ObjectInfo] {
        try await enter(.list(prefix))
        return state.withLock { state in
            state.objects.values.map(\.info).filter { $0.key.utf8.starts(with: prefix.utf8) }
                .sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
        }
    }

    package func read(_ key: String, range: Range<Int64>?) async throws -> ByteStream {
        try await enter(.read(key, range))
        guard let object = state.withLock({ $0.objects[key] }) else { throw missing(key) }
        guard let range else { return ByteStream(object.bytes) }
        let size = Int64(object.bytes.readableBytes)
        let clamped = range.clamped(to: 0..<size)
        let slice = object.bytes.getSlice(at: Int(clamped.lowerBound), length: clamped.count)
        return ByteStream(slice ?? ByteBuffer())
    }

    package func write(
        _ key: String, _ bytes: ByteBuffer, if condition: WriteCondition, metadata: [String: String]
    ) async throws -> ObjectInfo {
        try await enter(.write(key, bytes.readableBytes))
        return try state.withLock { state in
            try check(condition, key, state)
            return store(key, bytes, metadata, in: &state)
        }
    }

    package func delete(_ key: String, if condition: WriteCondition) async throws {
        try await enter(.delete(key))
        try state.withLock { state in
            guard state.objects[key] != nil else { return }
            try check(condition, key, state)
            state.objects[key] = nil
        }
    }

    package func copy(from source: ObjectPlace, to key: String, if condition: WriteCondition) async throws
        -> ObjectInfo
    {
        try await enter(.copy(source, to: key))
        let stores = capabilities.copies == .anyBucket ? siblings + [self] : [self]
        guard capabilities.copies != .none, let other = stores.last(where: { $0.bucket == source.bucket }) else {
            throw Problem.copyUnsupported(from: source, to: bucket)
        }
        let found = other.state.withLock { $0.objects[source.key] }
        guard let found, source.generation == nil || source.generation == found.info.generation else {
            throw other.missing(source.key)
        }
        return try state.withLock { state in
            try check(condition, key, state)
            return store(key, found.bytes, found.info.metadata, in: &state)
        }
    }

    func store(_ key: String, _ bytes: ByteBuffer, _ metadata: [String: String], in state: inout State) -> ObjectInfo {
        var stored = ByteBuffer(bytes: Array(bytes.readableBytesView))
        if state.corrupted.remove(key) != nil, let first: UInt8 = stored.getInteger(at: 0) {
            stored.setInteger(first ^ 1, at: 0)
        }
        var sum = CRC32C()
        sum.update(stored)
        state.lastGeneration += 1
        let info = ObjectInfo(
            key: key, size: Int64(stored.readableBytes), crc32c: sum.value, generation: state.lastGeneration,
            metadata: metadata
        )
        state.objects[key] = StoredObject(info: info, bytes: stored)
        return info
    }

    private func check(_ condition: WriteCondition, _ key: String, _ state: State) throws {
        let current = state.objects[key]?.info.generation
        let holds =
            switch condition {
            case .always: true
            case .absent: current == nil
            case .generation(let wanted): current == wanted
            }
        guard holds else {
            throw Problem(
                .conflict, "Changed meanwhile", detail: "‘\(key)’ is at generation \(current ?? 0), not as expected")
        }
    }

    func missing(_ key: String) -> Problem {
        Problem(.notFound, "No such object", detail: "Bucket \(bucket) has no ‘\(key)’")
    }
}
