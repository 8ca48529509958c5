import GoogleCloud
import NIOCore
import Outbound

/// The requests of one session. After a failure it asks how far the service is before anything is sent again.
struct ResumableSender: Sendable {
    /// A secret: it stands for a credential.
    let url: String
    let storage: StorageClient

    func send(
        _ chunk: [ByteBuffer], at offset: Int64, total: Int64?, crc32c: String?, asksFirst: Bool
    ) async throws -> ResumableProgress {
        let length = chunk.reduce(Int64(0)) { $0 + Int64($1.readableBytes) }
        var asks = asksFirst
        return try await storage.api.outbound.pacer.retrying(.idempotent) {
            if asks {
                let progress = try await storage.resumableStatus(url, total: total)
                // Somewhere else than we thought: the caller goes on from there.
                if progress != .stored(nextByte: offset) { return progress }
            }
            asks = true
            return try await storage.sendResumable(
                url, offset: offset, .buffers(chunk), length: length, total: total, crc32c: crc32c
            )
        }
    }

    func cancel() async throws { try await storage.cancelResumable(url) }
}
