import Domain
import NIOCore

/// One connection on one file, from its first byte: small files, unknown sizes, hubs without ranges.
extension FileTransfer {
    /// Parts of one file that are uploaded at a time.
    private static let uploadsAtOnce = 4

    func fetchInOrder(_ state: TransferState) async throws {
        if let size = file.size, await state.position >= size { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            var run = InOrderRun(reserved: await state.position)
            var failures = 0
            while true {
                let start = await state.position
                do {
                    try await read(state, &group, &run)
                    let position = await state.position
                    guard let size = file.size, position < size else { break }
                    throw truncated(at: position, of: size)
                } catch {
                    failures = await state.position > start ? 1 : failures + 1
                    guard failures < options.retry.attempts, RetryPolicy.isRetryable(error) else { throw error }
                    try await clock.backOff(options.retry.delay(after: failures, chance: .random(in: 0..<1)))
                }
            }
            try await group.waitForAll()
        }
    }

    private struct InOrderRun {
        /// Bytes of the file for which the budget has been asked.
        var reserved: Int64
        var uploading = 0
    }

    /// Reads one answer as far as it goes. What the assembler has already is read over.
    private func read(
        _ state: TransferState, _ group: inout ThrowingTaskGroup<Void, any Error>, _ inOrder: inout InOrderRun
    ) async throws {
        var position = await state.position
        let range = position > 0 ? file.size.map { position..<$0 } : nil
        let stream = try await engine.source.open(file, of: run.record.plan.model, range: range, token: run.token)
        try check(stream.totalSize)
        guard stream.offset <= position else {
            throw Problem(
                .sourceUnavailable, "The hub sent another range",
                detail: "\(file.path): byte \(position) was asked for, the answer begins at \(stream.offset)"
            )
        }
        var skip = position - stream.offset
        for try await var buffer in stream.body {
            run.count(buffer.readableBytes)
            let over = Int(min(skip, Int64(buffer.readableBytes)))
            buffer.moveReaderIndex(forwardBy: over)
            skip -= Int64(over)
            while buffer.readableBytes > 0 {
                if let size = file.size, position + Int64(buffer.readableBytes) > size { throw tooLong() }
                if position >= inOrder.reserved { try await reserve(state, &inOrder) }
                let length = Int(min(Int64(buffer.readableBytes), inOrder.reserved - position))
                guard let slice = buffer.readSlice(length: length) else { break }
                position += Int64(length)
                for part in await state.append([slice]) { try await upload(part, state, &group, &inOrder) }
            }
        }
    }

    private func reserve(_ state: TransferState, _ inOrder: inout InOrderRun) async throws {
        let bytes = max(1, await state.currentPartLength)
        try await state.share.acquire(bytes)
        inOrder.reserved += bytes
    }

    private func upload(
        _ part: PartAssembler.Part, _ state: TransferState, _ group: inout ThrowingTaskGroup<Void, any Error>,
        _ inOrder: inout InOrderRun
    ) async throws {
        guard part.number <= store.capabilities.maximumPartCount else {
            throw Problem(
                .unsupported, "The file is too long",
                detail: "\(file.path): its size was unknown, and it has more than \(part.number - 1) parts"
            )
        }
        _ = try await state.currentUpload()
        if inOrder.uploading >= Self.uploadsAtOnce {
            try await group.next()
            inOrder.uploading -= 1
        }
        group.addTask { try await state.ship(part) }
        inOrder.uploading += 1
    }
}
