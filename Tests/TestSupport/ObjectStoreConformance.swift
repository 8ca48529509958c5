import Digests
package import Domain
import NIOCore

/// What every object store keeps, whatever it stores on. A store's test file gives an empty store and runs every check.
package struct ObjectStoreConformance: Sendable {
    /// A broken promise, in words.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package enum Check: String, Sendable, CaseIterable, CustomTestStringConvertibleByRawValue {
        case writtenBytesAreRead = "written bytes are read back, with size, sum and metadata"
        case emptyObject = "an empty object has no bytes and the sum 0"
        case missingObject = "a missing object is nil from stat and not-found from read"
        case ranges = "a range gives exactly its bytes, clamped to the end"
        case oddNames = "names with spaces, percent signs, plus, hash and umlauts are kept"
        case hiddenNamesAreListed = "names that begin with a dot are objects like others"
        case listingIsByPrefixAndOrder = "a listing has the prefix's objects only, in byte order"
        case overwriteChangesGeneration = "writing again replaces the bytes and changes the generation"
        case absentHolds = "a write that wants no object fails when there is one"
        case generationHolds = "a write that wants a generation fails at another"
        case oneWinner = "of writers at once that want no object exactly one wins"
        case deleteTwice = "deleting is conditional, and idempotent"
        case partsMakeTheObject = "parts in any order make the object, with its metadata"
        case partOfManyBuffers = "a part that lies in many buffers is stored whole"
        case partIsReplaced = "a part uploaded again replaces the first"
        case partIsSentAgain = "the same part sent again is the same part"
        case partsOutOfOrder = "an upload that takes parts in order refuses another order, and goes on"
        case nothingBeforeComplete = "nothing is seen before an upload is completed"
        case partsAreListed = "the parts of an upload are listed by number"
        case completeTwice = "completing twice gives the object again"
        case emptyUpload = "an upload of no bytes makes an empty object"
        case abortedIsGone = "an aborted upload is gone, and aborting again is fine"
        case unfinishedAreListed = "unfinished uploads are listed by prefix until they end"
        case copyIsTheSame = "a copy has the bytes, the sum and the metadata of its source"
        case copyIsConditional = "a copy keeps the condition on its target, and changes its generation"
        case copyOfNothing = "a copy of what is not there, or not at that generation, is not-found"
        case cancelledWrite = "a cancelled write leaves nothing or the whole object"
    }

    let store: any ObjectStore
    /// Every check works below a prefix of its own, so that they may share a store.
    let prefix: String
    var part: Int { Int(max(store.capabilities.minimumPartSize, 1000)) }

    package init(_ store: any ObjectStore) {
        self.store = store
        prefix = "conformance-\(UInt64.random(in: 0..<UInt64.max))/"
    }

    package func run(_ check: Check) async throws {
        switch check {
        case .writtenBytesAreRead: try await writtenBytesAreRead()
        case .emptyObject: try await emptyObject()
        case .missingObject: try await missingObject()
        case .ranges: try await ranges()
        case .oddNames: try await oddNames()
        case .hiddenNamesAreListed: try await hiddenNamesAreListed()
        case .listingIsByPrefixAndOrder: try await listingIsByPrefixAndOrder()
        case .overwriteChangesGeneration: try await overwriteChangesGeneration()
        case .absentHolds: try await absentHolds()
        case .generationHolds: try await generationHolds()
        case .oneWinner: try await oneWinner()
        case .deleteTwice: try await deleteTwice()
        case .partsMakeTheObject: try await partsMakeTheObject()
        case .partOfManyBuffers: try await partOfManyBuffers()
        case .partIsReplaced: try await partIsReplaced()
        case .partIsSentAgain: try await partIsSentAgain()
        case .partsOutOfOrder: try await partsOutOfOrder()
        case .nothingBeforeComplete: try await nothingBeforeComplete()
        case .partsAreListed: try await partsAreListed()
        case .completeTwice: try await completeTwice()
        case .emptyUpload: try await emptyUpload()
        case .abortedIsGone: try await abortedIsGone()
        case .unfinishedAreListed: try await unfinishedAreListed()
        case .copyIsTheSame: try await copyIsTheSame()
        case .copyIsConditional: try await copyIsConditional()
        case .copyOfNothing: try await copyOfNothing()
        case .cancelledWrite: try await cancelledWrite()
        }
    }

    func expect(_ condition: Bool, _ text: @autoclosure () -> String) throws {
        guard condition else { throw Failure(description: text()) }
    }

    func expect(_ code: Problem.Code, _ what: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let problem as Problem {
            return try expect(
                problem.code == code, "\(what): \(problem.code.rawValue) instead of \(code.rawValue): \(problem)")
        }
        throw Failure(description: "\(what) went through; expected \(code.rawValue)")
    }

    func bytes(_ key: String, range: Range<Int64>? = nil) async throws -> [UInt8] {
        Array(try await store.read(key, range: range).collect(upTo: 64 << 20).readableBytesView)
    }

    func sum(_ bytes: [UInt8]) -> UInt32 {
        var sum = CRC32C()
        sum.update(bytes)
        return sum.value
    }

    @discardableResult
    func write(
        _ key: String, _ bytes: [UInt8], if condition: WriteCondition = .always, metadata: [String: String] = [:]
    ) async throws -> ObjectInfo {
        try await store.write(key, ByteBuffer(bytes: bytes), if: condition, metadata: metadata)
    }
}

/// Lets a parameterised test print the check's sentence.
package protocol CustomTestStringConvertibleByRawValue: RawRepresentable, CustomStringConvertible
where RawValue == String {}

extension CustomTestStringConvertibleByRawValue {
    package var description: String { rawValue }
}
