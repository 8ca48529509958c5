import Foundation
import NIOCore
import NIOFoundationCompat
package import Outbound

/// Where a resumable upload stands.
package enum ResumableProgress: Sendable, Hashable {
    /// The service has the bytes before this one.
    case stored(nextByte: Int64)
    case finished(StorageObject)
}

extension StorageClient {
    /// Chunks but the last are multiples of this.
    package static let resumableChunkUnit: Int64 = 262_144

    /// Begins a resumable upload, which lives for a week.
    ///
    /// - Parameter size: bytes in all, when known; another size is then refused at the end.
    /// - Returns: the session's URL. It is a secret: whoever has it may write.
    package func startResumable(
        _ bucket: String,
        _ name: String,
        size: Int64?,
        metadata: StorageObjectMetadata = StorageObjectMetadata(),
        preconditions: StoragePreconditions = .none
    ) async throws -> String {
        var request = GoogleRequest(
            .post,
            .storage,
            Self.uploadPath(bucket),
            query: [("uploadType", "resumable"), ("name", name)] + preconditions.query,
            isIdempotent: true
        )
        if let size { request.headers["X-Upload-Content-Length"] = String(size) }
        request.headers["X-Upload-Content-Type"] = metadata.contentType ?? "application/octet-stream"
        let response = try await api.perform(try request.json(metadata))
        _ = await response.prefix(upTo: 1 << 16)
        guard let session = response.headers["Location"] else {
            throw GoogleCloudError(.unreadable, message: "an upload was begun without a session URL")
        }
        return session
    }

    /// Sends bytes from `offset` on; the answer may say that fewer were stored than were sent.
    ///
    /// Not retried: after any failure ask `resumableStatus` and continue there.
    /// - Parameters:
    ///   - total: bytes in all, nil until they are known.
    ///   - crc32c: base64 sum of the whole object, checked when this finishes it.
    /// - Throws: `GoogleCloudError` with code `gone` when the session has ended: begin another.
    package func sendResumable(
        _ session: String,
        offset: Int64,
        _ body: OutboundBody,
        length: Int64,
        total: Int64?,
        crc32c: String? = nil
    ) async throws -> ResumableProgress {
        let size = total.map(String.init) ?? "*"
        let range = length == 0 ? "bytes */\(size)" : "bytes \(offset)-\(offset + length - 1)/\(size)"
        return try await resumable(session, range: range, body, crc32c: crc32c, isIdempotent: false)
    }

    /// Asks how much is stored.
    package func resumableStatus(_ session: String, total: Int64?) async throws -> ResumableProgress {
        let range = "bytes */\(total.map(String.init) ?? "*")"
        return try await resumable(session, range: range, .none, crc32c: nil, isIdempotent: true)
    }

    /// Gives an upload up.
    package func cancelResumable(_ session: String) async throws {
        var request = GoogleRequest(.delete, place: .url(session), isIdempotent: true)
        request.headers["Content-Length"] = "0"
        request.isAnonymous = true
        request.accepted = [499, 404, 410]
        try await api.send(request)
    }

    private func resumable(
        _ session: String,
        range: String,
        _ body: OutboundBody,
        crc32c: String?,
        isIdempotent: Bool
    ) async throws -> ResumableProgress {
        var request = GoogleRequest(.put, place: .url(session), isIdempotent: isIdempotent)
        request.headers["Content-Range"] = range
        if let crc32c { request.headers["x-goog-hash"] = "crc32c=\(crc32c)" }
        if case .none = body { request.body = .bytes(ByteBuffer()) } else { request.body = body }
        request.isAnonymous = true
        request.accepted = [308]
        request.traffic = .bulk
        request.timeouts = .bulk
        let response: OutboundResponse
        do {
            response = try await api.perform(request)
        } catch var error as GoogleCloudError where error.httpStatus == 404 || error.httpStatus == 410 {
            error.code = .gone
            throw error
        }
        let answer = try await response.collect(upTo: 1 << 20)
        if response.status == 308 {
            return .stored(nextByte: try Self.nextByte(response.headers["Range"]))
        }
        return .finished(try Self.object(answer))
    }

    private static func object(_ body: ByteBuffer) throws -> StorageObject {
        guard let object = try? GoogleDecoder.decode(StorageObject.self, from: body) else {
            throw GoogleCloudError(.unreadable, message: "a finished upload answered without the object")
        }
        return object
    }

    /// `bytes=0-N`; without it nothing is stored.
    static func nextByte(_ range: String?) throws -> Int64 {
        guard let range else { return 0 }
        guard let match = range.wholeMatch(of: #/bytes=0-([0-9]+)/#), let last = Int64(match.1) else {
            throw GoogleCloudError(.unreadable, message: "an upload answered with the range \(range)")
        }
        return last + 1
    }
}
