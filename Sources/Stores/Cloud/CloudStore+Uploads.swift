import Digests
package import Domain
import GoogleCloud
package import NIOCore
import Outbound

extension CloudStore {
    package func beginUpload(_ key: String, metadata: [String: String]) async throws -> PartUpload {
        await uploads.settle(storage, bucket: bucket)
        if uploads.form == .sequential { return try await beginSession(key, metadata: metadata) }
        return try await translating(bucket: bucket) {
            PartUpload(
                key: key, id: try await storage.startMultipart(bucket, key, contentType: nil, metadata: metadata)
            )
        }
    }

    package func upload(_ bytes: [ByteBuffer], as number: Int, of upload: PartUpload) async throws -> UploadedPart {
        var sum = CRC32C()
        for buffer in bytes { sum.update(buffer) }
        return try await self.upload(bytes, crc32c: sum.value, as: number, of: upload)
    }

    package func upload(
        _ bytes: [ByteBuffer], crc32c: UInt32, as number: Int, of upload: PartUpload
    ) async throws -> UploadedPart {
        guard (1...capabilities.maximumPartCount).contains(number) else {
            throw Problem(
                .invalidRequest, "No such part number", detail: "\(number) is not 1–\(capabilities.maximumPartCount)"
            )
        }
        if CloudUploads.isSession(upload) { return try await send(bytes, as: number, of: upload) }
        let body = OutboundBody.buffers(bytes)
        let size = bytes.reduce(Int64(0)) { $0 + Int64($1.readableBytes) }
        return try await translating(bucket: bucket) {
            let part = try await storage.uploadPart(
                bucket, upload.key, uploadID: upload.id, number: number, body, crc32c: CRC32C(value: crc32c).base64
            )
            return UploadedPart(number: number, size: size, etag: part.etag)
        }
    }

    package func parts(of upload: PartUpload) async throws -> [UploadedPart] {
        if CloudUploads.isSession(upload) { return try await session(upload).parts }
        return try await translating(bucket: bucket) {
            try await storage.parts(bucket, upload.key, uploadID: upload.id)
                .map { UploadedPart(number: $0.number, size: $0.size ?? 0, etag: $0.etag) }
                .sorted { $0.number < $1.number }
        }
    }

    package func complete(_ upload: PartUpload, parts: [UploadedPart], size: Int64) async throws -> ObjectInfo {
        guard parts.reduce(Int64(0), { $0 + $1.size }) == size else {
            throw Problem(
                .invalidRequest, "The upload cannot be completed",
                detail: "The parts of ‘\(upload.key)’ have not \(size) bytes"
            )
        }
        if CloudUploads.isSession(upload) { return try await finish(upload, parts: parts, size: size) }
        do {
            // An upload needs one part at least, be it empty.
            let all = parts.isEmpty ? [try await self.upload([], as: 1, of: upload)] : parts
            try await translating(bucket: bucket) {
                try await storage.completeMultipart(
                    bucket, upload.key, uploadID: upload.id,
                    parts: all.map { MultipartPart(number: $0.number, etag: $0.etag, size: $0.size) }
                )
            }
        } catch let problem as Problem where problem.code == .notFound {
            if let info = try await stat(upload.key), info.size == size { return info }
            throw problem
        }
        guard let info = try await stat(upload.key) else {
            throw Problem(
                .storageUnavailable, "The completed object is not there", detail: "‘\(upload.key)’ in \(bucket)",
                isRetryable: true
            )
        }
        guard info.size == size else {
            throw Problem(
                .digestMismatch, "The bucket put other bytes together",
                detail: "‘\(upload.key)’ in \(bucket) has \(info.size) bytes, not \(size)"
            )
        }
        return info
    }

    package func abort(_ upload: PartUpload) async throws {
        if CloudUploads.isSession(upload) { return try await cancel(upload) }
        try await translating(bucket: bucket) {
            try await storage.abortMultipart(bucket, upload.key, uploadID: upload.id)
        }
    }

    package func unfinishedUploads(prefix: String) async throws -> [PartUpload] {
        if uploads.form == .sequential { return uploads.all(in: bucket, prefix: prefix) }
        return try await translating(bucket: bucket) {
            try await storage.multipartUploads(bucket, prefix: prefix).map {
                PartUpload(key: $0.object, id: $0.uploadID)
            }
        }
    }
}
