import Digests
package import Domain
package import NIOCore
import Synchronization

extension InMemoryStore {
    package func beginUpload(_ key: String, metadata: [String: String]) async throws -> PartUpload {
        try await enter(.begin(key))
        return state.withLock { state in
            state.lastUpload += 1
            let id = "upload-\(state.lastUpload)"
            state.uploads[id] = StoredUpload(key: key, metadata: metadata)
            return PartUpload(key: key, id: id)
        }
    }

    package func upload(_ bytes: [ByteBuffer], as number: Int, of upload: PartUpload) async throws -> UploadedPart {
        let copy = ByteBuffer(bytes: bytes.flatMap { Array($0.readableBytesView) })
        try await enter(.upload(upload.key, number: number, bytes: copy.readableBytes))
        guard (1...capabilities.maximumPartCount).contains(number) else {
            throw Problem(
                .invalidRequest, "No such part number", detail: "\(number) is not 1–\(capabilities.maximumPartCount)")
        }
        return try state.withLock { state in
            guard let known = state.uploads[upload.id], known.key == upload.key else { throw missing(upload.key) }
            if capabilities.uploads == .sequential, number != known.parts.count + 1, known.parts[number] != copy {
                throw Problem(
                    .invalidRequest, "Parts come one after the other",
                    detail: "part \(known.parts.count + 1) is next, not \(number)"
                )
            }
            state.uploads[upload.id]?.parts[number] = copy
            return Self.part(number, copy)
        }
    }

    /// Compares the sum, as a bucket does.
    package func upload(
        _ bytes: [ByteBuffer], crc32c: UInt32, as number: Int, of upload: PartUpload
    ) async throws -> UploadedPart {
        var sum = CRC32C()
        for buffer in bytes { sum.update(buffer) }
        guard sum.value == crc32c else { throw Self.invalid("part \(number) is not what its CRC32C says") }
        return try await self.upload(bytes, as: number, of: upload)
    }

    package func parts(of upload: PartUpload) async throws -> [UploadedPart] {
        try await enter(.parts(upload.key))
        return try state.withLock { state in
            guard let stored = state.uploads[upload.id], stored.key == upload.key else { throw missing(upload.key) }
            return stored.parts.sorted { $0.key < $1.key }.map { Self.part($0.key, $0.value) }
        }
    }

    package func complete(_ upload: PartUpload, parts: [UploadedPart], size: Int64) async throws -> ObjectInfo {
        try await enter(.complete(upload.key))
        return try state.withLock { state in
            guard let stored = state.uploads[upload.id], stored.key == upload.key else {
                if let object = state.objects[upload.key], object.info.size == size { return object.info }
                throw missing(upload.key)
            }
            var whole = ByteBuffer()
            for (index, part) in parts.enumerated() {
                guard let bytes = stored.parts[part.number], Self.part(part.number, bytes).etag == part.etag,
                    index == 0 || parts[index - 1].number < part.number
                else { throw Self.invalid("part \(part.number) is not the one that was uploaded, or out of order") }
                let isLast = index == parts.count - 1
                guard isLast || Int64(bytes.readableBytes) >= capabilities.minimumPartSize else {
                    throw Self.invalid("part \(part.number) is smaller than \(capabilities.minimumPartSize) bytes")
                }
                whole.writeImmutableBuffer(bytes)
            }
            guard Int64(whole.readableBytes) == size else {
                throw Self.invalid("the parts have \(whole.readableBytes) bytes, not \(size)")
            }
            state.uploads[upload.id] = nil
            return store(upload.key, whole, stored.metadata, in: &state)
        }
    }

    package func abort(_ upload: PartUpload) async throws {
        try await enter(.abort(upload.key))
        state.withLock { $0.uploads[upload.id] = nil }
    }

    package func unfinishedUploads(prefix: String) async throws -> [PartUpload] {
        try await enter(.unfinished(prefix))
        return state.withLock { state in
            state.uploads.filter { $0.value.key.hasPrefix(prefix) }.map { PartUpload(key: $0.value.key, id: $0.key) }
                .sorted { ($0.key, $0.id) < ($1.key, $1.id) }
        }
    }

    private static func part(_ number: Int, _ bytes: ByteBuffer) -> UploadedPart {
        UploadedPart(number: number, size: Int64(bytes.readableBytes), etag: "\"\(bytes.hashOfContent)\"")
    }

    private static func invalid(_ why: String) -> Problem {
        Problem(.invalidRequest, "The upload cannot be completed", detail: why)
    }
}

extension ByteBuffer {
    /// FNV-1a: the same in every process.
    fileprivate var hashOfContent: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in readableBytesView { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}

extension InMemoryStore {
    /// Writes an object at once, as somebody else would between two calls of ours.
    package func overwrite(_ key: String, _ text: String) throws {
        state.withLock { state in _ = store(key, ByteBuffer(string: text), [:], in: &state) }
    }
}
