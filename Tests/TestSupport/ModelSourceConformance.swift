import Digests
package import Domain
import NIOCore

/// What every model source keeps. A source's test file gives a model that it has and runs every check.
package struct ModelSourceConformance: Sendable {
    /// A broken promise, in words.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package enum Check: String, Sendable, CaseIterable, CustomTestStringConvertibleByRawValue {
        case resolvesToAPin = "a reference is pinned, the same each time"
        case filesAreSafe = "every file has a plain relative path and a key of its own"
        case chosenAreVerifiable = "every chosen file has a size and a digest"
        case choicesHaveReasons = "every file is taken or left for a reason"
        case wholeFilesMatch = "every chosen file, read whole, has its size and digest"
        case rangesMatch = "a range begins where it was asked for and has exactly its bytes"
        case rangesJoin = "ranges side by side are the whole file"
        case emptyRange = "an empty range has no bytes"
        case lastFileIsLast = "what is published last comes last, with its bytes at hand"
        case unknownModel = "a model that does not exist is model-not-found"
        case otherHubIsRefused = "a reference of another hub is refused"
        case cancelledOpen = "a cancelled task gets no bytes"
        case droppedStream = "a stream may be dropped half way, and opened again"
        case searchIsHonest = "search finds nothing for nonsense, and keeps to its limit"
    }

    let source: any ModelSource
    let reference: ModelReference
    let unknown: ModelReference
    let foreign: ModelReference
    let token: Secret?

    /// - Parameters:
    ///   - reference: a model that the source has.
    ///   - unknown: one that it has not.
    ///   - foreign: one of another kind of hub.
    package init(
        _ source: any ModelSource, reference: ModelReference, unknown: ModelReference, foreign: ModelReference,
        token: Secret? = nil
    ) {
        self.source = source
        self.reference = reference
        self.unknown = unknown
        self.foreign = foreign
        self.token = token
    }

    package func run(_ check: Check) async throws {
        let model = try await source.resolve(reference, token: token)
        switch check {
        case .resolvesToAPin: try await resolvesToAPin(model)
        case .filesAreSafe: try filesAreSafe(model)
        case .chosenAreVerifiable:
            for file in model.chosen {
                try expect(file.size != nil && file.digest != nil, "\(file.path) has no digest")
            }
            try expect(!model.chosen.isEmpty, "nothing is chosen")
        case .choicesHaveReasons:
            for file in model.files { try expect(!file.choice.reason.isEmpty, "\(file.path) has no reason") }
        case .wholeFilesMatch: for file in model.chosen { try await wholeFileMatches(file, model) }
        case .rangesMatch: try await rangesMatch(model)
        case .rangesJoin: try await rangesJoin(model)
        case .emptyRange: try expect(try await bytes(largest(model), model, 3..<3).isEmpty, "an empty range has bytes")
        case .lastFileIsLast: try await lastFileIsLast(model)
        case .unknownModel:
            try await expect([.modelNotFound, .revisionNotFound], "resolving \(unknown)") {
                _ = try await source.resolve(unknown, token: token)
            }
        case .otherHubIsRefused:
            try await expect([.invalidReference, .modelNotFound], "resolving \(foreign)") {
                _ = try await source.resolve(foreign, token: token)
            }
        case .cancelledOpen: try await cancelledOpen(model)
        case .droppedStream: try await droppedStream(model)
        case .searchIsHonest:
            try expect(
                try await source.search("zzz-no-such-thing-zzz", limit: 5, token: token).isEmpty, "nonsense is found")
            try expect(try await source.search("a", limit: 1, token: token).count <= 1, "more than the limit is found")
        }
    }

    private func resolvesToAPin(_ model: SourceModel) async throws {
        try expect(model.reference == reference, "the reference became \(model.reference)")
        let hex = model.pin.hasPrefix("sha256:") ? String(model.pin.dropFirst(7)) : model.pin
        try expect(FileDigest.isHex(hex, digits: 40) || FileDigest.isHex(hex, digits: 64), "the pin is ‘\(model.pin)’")
        let again = try await source.resolve(reference, token: token)
        try expect(again == model, "resolving again gives another model")
    }

    private func filesAreSafe(_ model: SourceModel) throws {
        for file in model.files {
            let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
            try expect(
                parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }, "‘\(file.path)’ is not a plain path")
            try expect(file.key.hasSuffix(file.path), "‘\(file.path)’ has the key ‘\(file.key)’")
        }
        try expect(Set(model.files.map(\.key)).count == model.files.count, "two files have one key")
    }

    private func wholeFileMatches(_ file: SourceFile, _ model: SourceModel) async throws {
        let content = try await bytes(file, model, nil)
        try expect(Int64(content.count) == file.size, "\(file.path) has \(content.count) bytes, not \(file.size ?? -1)")
        switch file.digest {
        case .sha256(let hex):
            var sum = SHA256()
            sum.update(content)
            try expect(Hex.encode(sum.finalized()) == hex, "\(file.path) has another SHA-256")
        case .gitBlob(let hex):
            var sum = SHA1.gitBlob(size: Int64(content.count))
            sum.update(content)
            try expect(Hex.encode(sum.finalized()) == hex, "\(file.path) has another git id")
        case .crc32c(let hex):
            var sum = CRC32C()
            sum.update(content)
            try expect(UInt32(hex, radix: 16) == sum.value, "\(file.path) has another CRC32C")
        case nil:
            throw Failure(description: "\(file.path) has no digest")
        }
    }

    private func rangesMatch(_ model: SourceModel) async throws {
        let file = try largest(model)
        let all = try await bytes(file, model, nil)
        let size = Int64(all.count)
        for range in [0..<1, 1..<min(100, size), (size - 1)..<size, (size / 2)..<size] as [Range<Int64>] {
            let stream = try await source.open(file, of: model, range: range, token: token)
            try expect(stream.offset == range.lowerBound || stream.offset == 0, "\(range) begins at \(stream.offset)")
            try expect(
                stream.totalSize == nil || stream.totalSize == size, "\(range) says \(stream.totalSize ?? 0) in all")
            let got = Array(try await stream.body.collect(upTo: 1 << 30).readableBytesView)
            let expected = Array(all[Int(stream.offset)..<Int(range.upperBound)])
            try expect(got == expected, "\(range) of \(file.path) has other bytes")
        }
    }

    private func rangesJoin(_ model: SourceModel) async throws {
        let file = try largest(model)
        let size = try await bytes(file, model, nil).count
        let middle = Int64(size / 3)
        let joined = try await bytes(file, model, 0..<middle) + (try await bytes(file, model, middle..<Int64(size)))
        try expect(try await bytes(file, model, nil) == joined, "the ranges of \(file.path) do not join")
    }

    private func lastFileIsLast(_ model: SourceModel) async throws {
        for file in model.files.dropLast() { try expect(!file.isLast, "\(file.path) is last, but others follow") }
        guard let last = model.files.last, last.isLast, let inline = last.inline else { return }
        try expect(try await bytes(last, model, nil) == inline, "the bytes at hand are others than those read")
        if inline.count > 4 {
            try expect(try await bytes(last, model, 1..<4) == Array(inline[1..<4]), "a range of them has other bytes")
        }
    }

    private func cancelledOpen(_ model: SourceModel) async throws {
        let file = try largest(model)
        let task = Task { try await bytes(file, model, nil) }
        task.cancel()
        do {
            _ = try await task.value
            throw Failure(description: "a cancelled task got the whole file")
        } catch is CancellationError {
            return
        }
    }

    private func droppedStream(_ model: SourceModel) async throws {
        let file = try largest(model)
        do {
            let stream = try await source.open(file, of: model, range: nil, token: token)
            for try await _ in stream.body { break }
        }
        try await wholeFileMatches(file, model)
    }

    private func largest(_ model: SourceModel) throws -> SourceFile {
        guard let file = model.chosen.filter({ $0.inline == nil }).max(by: { ($0.size ?? 0) < ($1.size ?? 0) }) else {
            throw Failure(description: "nothing is chosen")
        }
        return file
    }

    private func bytes(_ file: SourceFile, _ model: SourceModel, _ range: Range<Int64>?) async throws -> [UInt8] {
        let stream = try await source.open(file, of: model, range: range, token: token)
        return Array(try await stream.body.collect(upTo: 1 << 30).readableBytesView)
    }

    private func expect(_ condition: Bool, _ text: @autoclosure () -> String) throws {
        guard condition else { throw Failure(description: text()) }
    }

    private func expect(_ codes: Set<Problem.Code>, _ what: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let problem as Problem {
            return try expect(codes.contains(problem.code), "\(what) gave \(problem)")
        }
        throw Failure(description: "\(what) went through")
    }
}
