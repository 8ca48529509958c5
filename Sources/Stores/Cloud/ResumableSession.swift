import Digests
import Domain
import GoogleCloud
import NIOCore

/// One resumable upload: takes parts in order and sends them in whole multiples of 256 KiB.
///
/// What the service has not confirmed is kept, and sent again from where it says that it is. The last bytes wait for the
/// end, so that the request which finishes the object carries bytes and the sum of all.
actor ResumableSession {
    nonisolated let key: String
    private let sender: ResumableSender
    private(set) var parts: [UploadedPart] = []
    /// The part whose bytes have been taken and not all been sent.
    private var taken: UploadedPart?
    private var sum = CRC32C()
    /// Bytes that the service has confirmed.
    private var confirmed: Int64 = 0
    /// Bytes from `confirmed` on.
    private var tail = ByteQueue()
    /// The last request failed: only the service knows how far it is.
    private var isUncertain = false
    private var isBusy = false
    private(set) var isGone = false

    init(key: String, url: String, storage: StorageClient) {
        self.key = key
        sender = ResumableSender(url: url, storage: storage)
    }

    /// Takes the next part. The same part again is no error, another number is.
    ///
    /// - Throws: `Problem` `invalid-request` out of order; `GoogleCloudError` `gone` when the session has ended.
    func take(_ bytes: [ByteBuffer], as number: Int) async throws -> UploadedPart {
        var partSum = CRC32C()
        for buffer in bytes { partSum.update(buffer) }
        let size = bytes.reduce(Int64(0)) { $0 + Int64($1.readableBytes) }
        let part = UploadedPart(number: number, size: size, etag: "\"\(partSum.base64)\"")
        if parts.indices.contains(number - 1), parts[number - 1] == part { return part }
        guard !isBusy, number == parts.count + 1, taken == nil || taken == part else { throw outOfOrder(number) }
        try checkLife()
        isBusy = true
        defer { isBusy = false }
        if taken == nil {
            taken = part
            tail.append(bytes)
            sum.append(partSum, length: size)
        }
        try await flush()
        parts.append(part)
        taken = nil
        return part
    }

    /// Sends what is left, with the length and the sum of all.
    ///
    /// - Throws: `Problem` `invalid-request` when not all bytes were taken; `GoogleCloudError` `gone`.
    func finish(size: Int64) async throws -> StorageObject {
        guard !isBusy, taken == nil, confirmed + tail.count == size else {
            throw Problem(
                .invalidRequest, "The upload cannot be completed",
                detail: "‘\(key)’: \(confirmed + tail.count) of \(size) bytes were taken"
            )
        }
        try checkLife()
        isBusy = true
        defer { isBusy = false }
        var stuck = 0
        while true {
            let before = confirmed
            switch try await send(tail.buffers, total: size, crc32c: sum.base64) {
            case .finished(let object): return object
            case .stored(let next): try advance(to: next)
            }
            stuck = confirmed > before ? 0 : stuck + 1
            if stuck > Self.patience { throw self.stuck() }
        }
    }

    /// The sum of every byte that was taken.
    var crc32c: UInt32 { sum.value }

    func cancel() async throws {
        isGone = true
        try await sender.cancel()
    }

    private static let patience = 5

    /// Sends whole multiples of the unit, but never the last byte that there is.
    private func flush() async throws {
        let unit = StorageClient.resumableChunkUnit
        var stuck = 0
        while tail.count > unit {
            let before = confirmed
            let chunk = tail.first((tail.count - 1) / unit * unit)
            switch try await send(chunk, total: nil, crc32c: nil) {
            case .finished:
                // Nobody said that this was the end.
                isGone = true
                throw GoogleCloudError(.unreadable, message: "an upload was finished before its end")
            case .stored(let next): try advance(to: next)
            }
            stuck = confirmed > before ? 0 : stuck + 1
            if stuck > Self.patience { throw self.stuck() }
        }
    }

    private func send(_ chunk: [ByteBuffer], total: Int64?, crc32c: String?) async throws -> ResumableProgress {
        let asksFirst = isUncertain
        isUncertain = true
        do {
            let progress = try await sender.send(
                chunk, at: confirmed, total: total, crc32c: crc32c, asksFirst: asksFirst
            )
            isUncertain = false
            return progress
        } catch let error as GoogleCloudError {
            // Every other refusal ends a session (cloud.google.com/storage/docs/resumable-uploads).
            if let status = error.httpStatus, (400..<500).contains(status), ![401, 408, 429].contains(status) {
                isGone = true
            }
            throw error
        }
    }

    private func advance(to next: Int64) throws {
        guard next >= confirmed, next <= confirmed + tail.count else {
            // What was confirmed is not there any more, and we do not have it either.
            isGone = true
            throw GoogleCloudError(
                .gone, message: "an upload that had \(confirmed) bytes says that it has \(next)"
            )
        }
        tail.dropFirst(next - confirmed)
        confirmed = next
    }

    private func checkLife() throws {
        if isGone { throw GoogleCloudError(.gone, message: "the upload session has ended") }
    }

    private func stuck() -> GoogleCloudError {
        GoogleCloudError(.unavailable, message: "an upload stays at \(confirmed) bytes", isRetryable: true)
    }

    private func outOfOrder(_ number: Int) -> Problem {
        Problem(
            .invalidRequest, "Parts of this upload come one after the other",
            detail: "‘\(key)’: part \(parts.count + 1) is next\(isBusy ? " and on its way" : ""), not \(number)"
        )
    }
}
