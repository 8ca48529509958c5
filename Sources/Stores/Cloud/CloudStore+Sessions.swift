import Domain
import GoogleCloud
import NIOCore
import Outbound

/// Uploads by resumable sessions of the JSON API, where multipart is not to be had.
extension CloudStore {
    func beginSession(_ key: String, metadata: [String: String]) async throws -> PartUpload {
        try await translating(bucket: bucket) {
            let about = StorageObjectMetadata(
                contentType: "application/octet-stream", metadata: metadata.isEmpty ? nil : metadata
            )
            let url = try await storage.startResumable(bucket, key, size: nil, metadata: about)
            return uploads.open(ResumableSession(key: key, url: url, storage: storage), in: bucket)
        }
    }

    func session(_ upload: PartUpload) async throws -> ResumableSession {
        guard let session = uploads.session(upload, in: bucket), await !session.isGone else {
            throw Self.gone(upload, bucket)
        }
        return session
    }

    func send(_ bytes: [ByteBuffer], as number: Int, of upload: PartUpload) async throws -> UploadedPart {
        let session = try await session(upload)
        return try await translatingSession(upload) { try await session.take(bytes, as: number) }
    }

    func finish(_ upload: PartUpload, parts: [UploadedPart], size: Int64) async throws -> ObjectInfo {
        guard let session = try? await session(upload) else {
            if let info = try await stat(upload.key), info.size == size { return info }
            throw Self.gone(upload, bucket)
        }
        guard await session.parts == parts else {
            throw Problem(
                .invalidRequest, "The upload cannot be completed",
                detail: "The parts of ‘\(upload.key)’ are not those that were uploaded"
            )
        }
        let sum = await session.crc32c
        let info: ObjectInfo
        do {
            info = try await translatingSession(upload) { try Self.info(await session.finish(size: size)) }
        } catch let problem as Problem where problem.code == .notFound {
            // A session that has ended may have ended well.
            guard let there = try await stat(upload.key), there.size == size, there.crc32c == sum else {
                uploads.close(upload)
                throw problem
            }
            info = there
        }
        uploads.close(upload)
        guard info.size == size, info.crc32c == sum else {
            throw Problem(
                .digestMismatch, "The bucket stored other bytes",
                detail: "‘\(upload.key)’ in \(bucket) has \(info.size) bytes with another CRC32C than was sent"
            )
        }
        return info
    }

    func cancel(_ upload: PartUpload) async throws {
        guard let session = uploads.session(upload, in: bucket) else { return }
        uploads.close(upload)
        try await translating(bucket: bucket) {
            do {
                try await session.cancel()
            } catch let error as GoogleCloudError where error.code == .unimplemented {
                // An emulator that cannot cancel: nobody has the session's URL any more.
            }
        }
    }

    /// The words for what ends a session; its URL is in none of them.
    private func translatingSession<Value: Sendable>(
        _ upload: PartUpload, _ body: () async throws -> Value
    ) async throws -> Value {
        try await translating(bucket: bucket) {
            do {
                return try await body()
            } catch let error as GoogleCloudError where error.code == .gone {
                throw Self.gone(upload, bucket)
            } catch let error as GoogleCloudError where error.code == .invalidArgument && Self.isAboutSum(error) {
                throw Problem(
                    .digestMismatch, "The bucket received other bytes",
                    detail: "‘\(upload.key)’ in \(bucket): \(error.message)"
                )
            }
        }
    }

    private static func isAboutSum(_ error: GoogleCloudError) -> Bool {
        let text = error.message.lowercased()
        return text.contains("crc32c") || text.contains("hash")
    }

    private static func gone(_ upload: PartUpload, _ bucket: String) -> Problem {
        Problem(
            .notFound, "The upload is gone",
            detail: "‘\(upload.key)’ in \(bucket): its session has ended, or belongs to another process",
            fix: "Resume the import: the file is sent from its beginning."
        )
    }
}
