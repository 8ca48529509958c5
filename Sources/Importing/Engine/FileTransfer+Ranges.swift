import Domain
import NIOCore

/// Several connections on one file: ranges fetched ahead, hashed in order, parts uploaded beside.
extension FileTransfer {
    private enum Step: Sendable {
        case reserved(Int64)
        case fetched(Range<Int64>, [ByteBuffer])
        case shipped
    }

    /// - Throws: `RangesIgnored` when the hub sends whole files; then everything in order so far is kept.
    func fetchRanges(_ state: TransferState, size: Int64) async throws {
        _ = try await state.currentUpload()
        var window = TransferWindow(
            position: await state.position, size: size, chunkSize: min(options.chunkSize, state.partSize),
            connections: options.connectionsPerFile
        )
        try await withThrowingTaskGroup(of: Step.self) { group in
            var isReserving = false
            var shipping = 0
            while !window.isFinished || shipping > 0 {
                // Waiting for budget is a task of its own: parts on their way must be able to give theirs back.
                if !isReserving, let bytes = window.nextReservation(partSize: state.partSize) {
                    isReserving = true
                    group.addTask {
                        try await state.share.acquire(bytes)
                        return .reserved(bytes)
                    }
                }
                while let range = window.nextFetch() {
                    group.addTask { .fetched(range, try await fetchChunk(range, size: size)) }
                }
                guard let step = try await group.next() else { break }
                switch step {
                case .reserved(let bytes):
                    isReserving = false
                    window.grant(bytes)
                case .shipped: shipping -= 1
                case .fetched(let range, let buffers):
                    try window.receive(range, buffers)
                    while let ready = window.takeReady() {
                        for part in await state.append(ready) {
                            shipping += 1
                            group.addTask {
                                try await state.ship(part)
                                return .shipped
                            }
                        }
                    }
                }
            }
        }
    }

    /// One range, whole: a connection that breaks is continued at the byte where it broke.
    private func fetchChunk(_ range: Range<Int64>, size: Int64) async throws -> [ByteBuffer] {
        var buffers: [ByteBuffer] = []
        var position = range.lowerBound
        var failures = 0
        while position < range.upperBound {
            let start = position
            do {
                try await read(position..<range.upperBound, size: size, into: &buffers, position: &position)
                guard position < range.upperBound else { break }
                throw truncated(at: position, of: size)
            } catch {
                failures = position > start ? 1 : failures + 1
                guard failures < options.retry.attempts, RetryPolicy.isRetryable(error), !(error is RangesIgnored)
                else {
                    throw error
                }
                try await clock.backOff(options.retry.delay(after: failures, chance: .random(in: 0..<1)))
            }
        }
        return buffers
    }

    private func read(
        _ range: Range<Int64>, size: Int64, into buffers: inout [ByteBuffer], position: inout Int64
    ) async throws {
        let stream = try await engine.source.open(file, of: run.record.plan.model, range: range, token: run.token)
        try check(stream.totalSize)
        guard stream.offset == range.lowerBound else { throw RangesIgnored() }
        for try await var buffer in stream.body {
            let room = range.upperBound - position
            guard Int64(buffer.readableBytes) <= room else {
                // More than was asked for: the whole file comes, or the file is longer than the hub said.
                guard range.upperBound == size else { throw RangesIgnored() }
                throw tooLong()
            }
            guard let bytes = buffer.readSlice(length: buffer.readableBytes) else { continue }
            position += Int64(bytes.readableBytes)
            run.count(bytes.readableBytes)
            buffers.append(bytes)
        }
    }

    func truncated(at position: Int64, of size: Int64) -> Problem {
        Problem(
            .truncated, "The hub sent too little",
            detail: "\(file.path): \(position) of \(size) bytes came, then the answer ended",
            fix: "Resume the import later; if it stays so, the hub's file is shorter than it says.", isRetryable: true
        )
    }

    func tooLong() -> Problem {
        Problem(
            .truncated, "The file has the wrong length",
            detail: "\(file.path): more bytes came than the \(file.size ?? 0) that the hub had said",
            fix: "Start the import again, so that the model is resolved anew."
        )
    }

    /// The size that an answer states must be the one that was resolved.
    func check(_ stated: Int64?) throws(Problem) {
        guard let stated, let size = file.size, stated != size else { return }
        throw Problem(
            .truncated, "The file has the wrong length",
            detail: "\(file.path): the hub said \(size) bytes and now sends \(stated)",
            fix: "Start the import again, so that the model is resolved anew."
        )
    }
}
