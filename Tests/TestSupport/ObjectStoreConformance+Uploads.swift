import Domain
import NIOCore

extension ObjectStoreConformance {
    private func upload(_ bytes: [UInt8], as number: Int, of upload: PartUpload) async throws -> UploadedPart {
        try await store.upload(ByteBuffer(bytes: bytes), as: number, of: upload)
    }

    func partOfManyBuffers() async throws {
        let key = "\(prefix)slices"
        let content = DeterministicBytes.make(5_000)
        let whole = ByteBuffer(bytes: content)
        // Slices of one buffer and an empty one between, as a network hands them on.
        let slices = [0..<1, 1..<1, 1..<4_097, 4_097..<5_000].compactMap { range in
            whole.getSlice(at: range.lowerBound, length: range.count)
        }
        let begun = try await store.beginUpload(key, metadata: [:])
        let only = try await store.upload(slices, as: 1, of: begun)
        try expect(only.size == 5_000, "the part has \(only.size) bytes")
        _ = try await store.complete(begun, parts: [only], size: 5_000)
        try expect(try await bytes(key) == content, "the object has other bytes")
    }

    func partsMakeTheObject() async throws {
        let key = "\(prefix)parts/model.safetensors"
        let content = DeterministicBytes.make(part * 2 + 777)
        let begun = try await store.beginUpload(key, metadata: ["origin": "hub"])
        let spans = [1: 0..<part, 2: part..<(part * 2), 3: (part * 2)..<content.count]
        var uploaded: [UploadedPart] = []
        for number in isSequential ? [1, 2, 3] : [3, 1, 2] {
            let bytes = Array(content[spans[number] ?? 0..<0])
            uploaded.append(try await upload(bytes, as: number, of: begun))
        }
        let parts = uploaded.sorted { $0.number < $1.number }
        let info = try await store.complete(begun, parts: parts, size: Int64(content.count))
        try expect(info.key == key && info.size == Int64(content.count), "the answer says \(info)")
        try expect(info.crc32c == sum(content), "the object's sum is of other bytes")
        try expect(info.metadata == ["origin": "hub"], "metadata \(info.metadata)")
        try expect(try await bytes(key) == content, "the object has other bytes")
    }

    private var isSequential: Bool { store.capabilities.uploads == .sequential }

    func partIsSentAgain() async throws {
        let begun = try await store.beginUpload("\(prefix)again", metadata: [:])
        let first = try await upload(DeterministicBytes.make(part), as: 1, of: begun)
        try expect(
            try await upload(DeterministicBytes.make(part), as: 1, of: begun) == first, "the same part is another")
        let last = try await upload([1, 2, 3], as: 2, of: begun)
        let info = try await store.complete(begun, parts: [first, last], size: first.size + 3)
        try expect(info.crc32c == sum(DeterministicBytes.make(part) + [1, 2, 3]), "the object has other bytes")
    }

    func partsOutOfOrder() async throws {
        guard isSequential else { return }
        let begun = try await store.beginUpload("\(prefix)order", metadata: [:])
        try await expect(.invalidRequest, "the second part first") { _ = try await upload([2], as: 2, of: begun) }
        let first = try await upload(DeterministicBytes.make(part), as: 1, of: begun)
        try await expect(.invalidRequest, "a part left out") { _ = try await upload([3], as: 3, of: begun) }
        try await expect(.invalidRequest, "another first part") { _ = try await upload([1], as: 1, of: begun) }
        let second = try await upload([2], as: 2, of: begun)
        let info = try await store.complete(begun, parts: [first, second], size: first.size + 1)
        try expect(info.crc32c == sum(DeterministicBytes.make(part) + [2]), "a refused part is in the object")
    }

    func partIsReplaced() async throws {
        guard !isSequential else { return }
        let key = "\(prefix)replaced"
        let begun = try await store.beginUpload(key, metadata: [:])
        _ = try await upload(DeterministicBytes.make(100, seed: 1), as: 1, of: begun)
        let second = try await upload(DeterministicBytes.make(120, seed: 2), as: 1, of: begun)
        let listed = try await store.parts(of: begun)
        try expect(listed == [second], "listed are \(listed)")
        _ = try await store.complete(begun, parts: [second], size: 120)
        try expect(try await bytes(key) == DeterministicBytes.make(120, seed: 2), "the replaced part is in the object")
    }

    func nothingBeforeComplete() async throws {
        let key = "\(prefix)unseen"
        let begun = try await store.beginUpload(key, metadata: [:])
        _ = try await upload([1, 2, 3], as: 1, of: begun)
        try expect(try await store.stat(key) == nil, "an unfinished object is there")
        try expect(try await store.list(prefix: "\(prefix)unseen").isEmpty, "an unfinished object is listed")
        try await store.abort(begun)
    }

    func partsAreListed() async throws {
        let begun = try await store.beginUpload("\(prefix)listed", metadata: [:])
        var uploaded: [UploadedPart] = []
        for number in isSequential ? [1, 2] : [11, 2, 1] {
            uploaded.append(try await upload([UInt8(number), 7], as: number, of: begun))
        }
        let listed = try await store.parts(of: begun)
        try expect(listed == uploaded.sorted { $0.number < $1.number }, "listed are \(listed)")
        try await store.abort(begun)
    }

    func completeTwice() async throws {
        let begun = try await store.beginUpload("\(prefix)twice", metadata: [:])
        let only = try await upload([1, 2, 3], as: 1, of: begun)
        let first = try await store.complete(begun, parts: [only], size: 3)
        let second = try await store.complete(begun, parts: [only], size: 3)
        try expect(first == second, "the second answer is \(second)")
        try await expect(.notFound, "listing the parts of a completed upload") { _ = try await store.parts(of: begun) }
    }

    func emptyUpload() async throws {
        let begun = try await store.beginUpload("\(prefix)nothing-in-it", metadata: [:])
        let info = try await store.complete(begun, parts: [], size: 0)
        try expect(info.size == 0 && info.crc32c == 0, "the answer says \(info)")
    }

    func abortedIsGone() async throws {
        let key = "\(prefix)aborted"
        let begun = try await store.beginUpload(key, metadata: [:])
        let only = try await upload([1], as: 1, of: begun)
        try await store.abort(begun)
        try await store.abort(begun)
        try await expect(.notFound, "completing an aborted upload") {
            _ = try await store.complete(begun, parts: [only], size: 1)
        }
        try await expect(.notFound, "uploading to an aborted upload") { _ = try await upload([2], as: 2, of: begun) }
        try expect(try await store.stat(key) == nil, "an aborted object is there")
    }

    func unfinishedAreListed() async throws {
        let one = try await store.beginUpload("\(prefix)open/a", metadata: [:])
        let two = try await store.beginUpload("\(prefix)open/b", metadata: [:])
        let other = try await store.beginUpload("\(prefix)other", metadata: [:])
        let listed = try await store.unfinishedUploads(prefix: "\(prefix)open/")
        try expect(Set(listed) == [one, two], "listed are \(listed)")
        try await store.abort(one)
        let last = try await upload([1], as: 1, of: two)
        _ = try await store.complete(two, parts: [last], size: 1)
        try expect(try await store.unfinishedUploads(prefix: "\(prefix)open/").isEmpty, "an ended upload is listed")
        try await store.abort(other)
    }
}
