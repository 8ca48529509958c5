import Digests
package import Domain
import NIOCore
import Synchronization

/// A `ModelSource` in memory: deterministic files, every fault on demand, and a count of the bytes that it served.
package final class InMemorySource: MovingSource {
    /// What goes wrong with one file. Faults that count down are used up one request at a time.
    package struct Faults: Sendable, Hashable {
        /// The bit 0 of this byte is served wrong, for as many opens as `corruptions` says.
        package var corruptByte: Int64?
        package var corruptions = Int.max
        /// The stream ends, without an error, after this many bytes of the file.
        package var truncateAt: Int64?
        package var truncations = Int.max
        /// The stream fails with `source-unavailable` when it comes to this byte, `failures` times.
        package var failAt: Int64?
        package var failures = 0
        /// `open` itself fails, this many times.
        package var openFailures = 0
        /// Ranges are ignored: the stream begins at 0.
        package var ignoresRanges = false

        package init() {}
    }

    struct State {
        var upstream: Result<String, Problem>?
        var pinsAsked = 0
        var faults: [String: Faults] = [:]
        var served: [String: Int64] = [:]
        var opened: [String: [Range<Int64>?]] = [:]
    }

    package let kind: SourceKind
    package let capabilities: ModelSourceCapabilities
    private let contents: [String: [UInt8]]
    private let model: SourceModel
    private let token: Secret?
    /// Longest buffer of a stream.
    private let chunk: Int
    private let beforeBuffer: (@Sendable (String, Int64) async throws -> Void)?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - files: path and content, in the hub's order.
    ///   - gitBlobs: paths whose digest is a git blob id, as the hub gives for small files.
    ///   - token: when given, `resolve` and `open` ask for exactly this one.
    ///   - beforeBuffer: asked before each buffer with the path and the offset; may wait (to hold a transfer) or throw.
    package init(
        reference: ModelReference, pin: String = String(repeating: "a", count: 40), files: [(String, [UInt8])],
        gitBlobs: Set<String> = [], facts: ModelFacts = ModelFacts(format: .safetensors), token: Secret? = nil,
        chunk: Int = 64 << 10, beforeBuffer: (@Sendable (String, Int64) async throws -> Void)? = nil
    ) {
        kind = reference.source
        capabilities = ModelSourceCapabilities(searches: true, takesToken: token != nil, servesRanges: true)
        contents = Dictionary(files, uniquingKeysWith: { $1 })
        let sourceFiles = files.map { path, bytes in
            SourceFile(
                path: path, size: Int64(bytes.count), digest: Self.digest(bytes, isGit: gitBlobs.contains(path)),
                choice: .take("needed to serve"), key: Self.key(reference, pin, path)
            )
        }
        model = SourceModel(reference: reference, pin: pin, files: sourceFiles, facts: facts)
        self.token = token
        self.chunk = chunk
        self.beforeBuffer = beforeBuffer
    }

    package func setFaults(_ faults: Faults, for path: String) { state.withLock { $0.faults[path] = faults } }

    /// Bytes handed out so far, over all opens of the file.
    package func bytesServed(of path: String) -> Int64 { state.withLock { $0.served[path, default: 0] } }
    package var bytesServed: Int64 { state.withLock { $0.served.values.reduce(0, +) } }
    /// The ranges asked for, in order.
    package func ranges(of path: String) -> [Range<Int64>?] { state.withLock { $0.opened[path, default: []] } }

    /// What the hub's name means now; nil: the pin that was given.
    package var upstream: Result<String, Problem>? {
        get { state.withLock { $0.upstream } }
        set { state.withLock { $0.upstream = newValue } }
    }

    /// How often the hub was asked for a pin.
    package var pinsAsked: Int { state.withLock { $0.pinsAsked } }

    package func pin(of reference: ModelReference, known: String?, token: Secret?) async throws -> String {
        let upstream = state.withLock { state in
            state.pinsAsked += 1
            return state.upstream
        }
        return try upstream?.get() ?? model.pin
    }

    package func resolve(_ reference: ModelReference, token: Secret?) async throws -> SourceModel {
        try Task.checkCancellation()
        try check(token)
        guard reference.id == model.reference.id, reference.source == kind else {
            throw Problem(.modelNotFound, "No such model", detail: "The hub has no \(reference)")
        }
        return model
    }

    package func open(_ file: SourceFile, of model: SourceModel, range: Range<Int64>?, token: Secret?) async throws
        -> SourceStream
    {
        try Task.checkCancellation()
        try check(token)
        guard let bytes = contents[file.path] else {
            throw Problem(.notFound, "No such file", detail: "\(model.reference) has no ‘\(file.path)’")
        }
        let faults = state.withLock { state -> Faults in
            state.opened[file.path, default: []].append(range)
            guard let faults = state.faults[file.path] else { return Faults() }
            state.faults[file.path] = faults.afterOneOpen
            return faults
        }
        if faults.openFailures > 0 { throw Self.unavailable(file.path) }
        let wanted = faults.ignoresRanges ? nil : range
        let span = (wanted ?? 0..<Int64(bytes.count)).clamped(to: 0..<Int64(bytes.count))
        let body = ByteStream(Buffers(source: self, path: file.path, bytes: bytes, span: span, faults: faults))
        return SourceStream(offset: span.lowerBound, totalSize: Int64(bytes.count), body: body)
    }

    package func search(_ query: String, limit: Int, token: Secret?) async throws -> [ModelSummary] {
        try Task.checkCancellation()
        let hit = model.reference.id.lowercased().contains(query.lowercased())
        return hit && limit > 0 ? [ModelSummary(reference: model.reference)] : []
    }

    private func check(_ given: Secret?) throws {
        guard let token, given != token else { return }
        throw given == nil
            ? Problem(.needsToken, "A token is needed", detail: "The model is not public", fix: "Give a token.")
            : Problem(
                .tokenRejected, "The token was rejected", detail: "The hub does not know it", fix: "Make a new one.")
    }

    private static func unavailable(_ path: String) -> Problem {
        Problem(.sourceUnavailable, "The hub does not answer", detail: "‘\(path)’ failed on purpose", isRetryable: true)
    }

    private static func digest(_ bytes: [UInt8], isGit: Bool) -> FileDigest {
        if isGit {
            var sum = SHA1.gitBlob(size: Int64(bytes.count))
            sum.update(bytes)
            return .gitBlob(Hex.encode(sum.finalized()))
        }
        var sum = SHA256()
        sum.update(bytes)
        return .sha256(Hex.encode(sum.finalized()))
    }

    private static func key(_ reference: ModelReference, _ pin: String, _ path: String) -> String {
        switch reference {
        case .huggingFace(let reference):
            BucketLayout.huggingFaceKey(repository: reference.repository, commit: pin, path: path)
        case .ollama: "\(BucketLayout.ollamaRoot)/\(path)"
        case .directory, .bucket: BucketLayout.filesKey(name: reference.id, pin: pin, path: path)
        }
    }

    /// The buffers of one open.
    private struct Buffers: AsyncSequence, Sendable {
        let source: InMemorySource
        let path: String
        let bytes: [UInt8]
        let span: Range<Int64>
        let faults: Faults

        func makeAsyncIterator() -> Iterator { Iterator(buffers: self, position: span.lowerBound) }

        struct Iterator: AsyncIteratorProtocol {
            let buffers: Buffers
            var position: Int64

            mutating func next() async throws -> ByteBuffer? {
                try Task.checkCancellation()
                let faults = buffers.faults
                let end = Swift.min(buffers.span.upperBound, position + Int64(buffers.source.chunk))
                var stop = end
                if let cut = faults.truncateAt, faults.truncations > 0 {
                    stop = Swift.min(stop, Swift.max(cut, position))
                }
                if let broken = faults.failAt, faults.failures > 0, broken >= buffers.span.lowerBound {
                    if position >= broken { throw InMemorySource.unavailable(buffers.path) }
                    stop = Swift.min(stop, broken)
                }
                guard position < stop else { return nil }
                try await buffers.source.beforeBuffer?(buffers.path, position)
                var part = Array(buffers.bytes[Int(position)..<Int(stop)])
                if let wrong = faults.corruptByte, faults.corruptions > 0, (position..<stop).contains(wrong) {
                    part[Int(wrong - position)] ^= 1
                }
                position = stop
                buffers.source.state.withLock { $0.served[buffers.path, default: 0] += Int64(part.count) }
                return ByteBuffer(bytes: part)
            }
        }
    }
}

extension InMemorySource.Faults {
    /// What is left after one open.
    fileprivate var afterOneOpen: Self {
        var rest = self
        if openFailures > 0 {
            rest.openFailures -= 1
            return rest
        }
        if failures > 0 { rest.failures -= 1 }
        if corruptions > 0, corruptions < .max { rest.corruptions -= 1 }
        if truncations > 0, truncations < .max { rest.truncations -= 1 }
        return rest
    }
}
