import Foundation
package import NIOCore
import Outbound

extension StorageClient {
    /// Writes a small object in one request, metadata and bytes together.
    ///
    /// - Throws: `GoogleCloudError` with code `conditionNotMet` when a precondition fails. After a lost answer the
    ///   retry of a conditional write says so too, although it was this call that wrote: compare what is there.
    package func insert(
        _ bucket: String,
        _ name: String,
        _ bytes: ByteBuffer,
        metadata: StorageObjectMetadata = StorageObjectMetadata(),
        preconditions: StoragePreconditions = .none
    ) async throws -> StorageObject {
        let boundary = "part-\(UUID().uuidString)"
        let json = try JSONEncoder().encode(metadata)
        var body = ByteBuffer()
        body.writeString("--\(boundary)\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n")
        body.writeBytes(json)
        let type = metadata.contentType ?? "application/octet-stream"
        body.writeString("\r\n--\(boundary)\r\nContent-Type: \(type)\r\n\r\n")
        body.writeImmutableBuffer(bytes)
        body.writeString("\r\n--\(boundary)--\r\n")
        var request = GoogleRequest(
            .post,
            .storage,
            Self.uploadPath(bucket),
            query: [("uploadType", "multipart"), ("name", name)] + preconditions.query,
            isIdempotent: preconditions.ifGenerationMatch != nil
        )
        request.headers["Content-Type"] = "multipart/related; boundary=\(boundary)"
        request.body = .bytes(body)
        request.timeouts = OutboundTimeouts(
            head: .seconds(60), stall: .init(bytesPerSecond: 1024, window: .seconds(30)))
        return try await api.send(request)
    }
}
