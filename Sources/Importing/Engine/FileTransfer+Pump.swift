import Domain
import NIOCore

/// Network → window → hash → parts → bucket: the way of every byte, whoever fetches it.
extension FileTransfer {
    /// How often the number of connections is thought over, and slow ones are looked for.
    private static let interval = Duration.milliseconds(250)

    /// Runs until the last byte is stored; `fetch` puts bytes into the window beside.
    ///
    /// - Throws: the first thing that went wrong; then everything has ended.
    func pump(_ state: TransferState, _ board: WindowBoard, fetch: [@Sendable () async throws -> Void]) async throws {
        let uploads = ConnectionBudget(uploadsAtOnce)
        try await withThrowingDiscardingTaskGroup { group in
            // Waiting for budget is a task of its own: parts on their way must be able to give theirs back.
            group.addTask { await board.failing { try await reserve(state, board) } }
            for fetch in fetch { group.addTask { await board.failing(fetch) } }
            // Here, in file order: hashed, cut into parts, and each part shipped by a task of its own.
            while let ready = try await board.nextReady() {
                for bytes in ready {
                    for part in await state.append(bytes) {
                        try checkNumber(of: part)
                        _ = try await state.currentUpload()
                        try await uploads.open()
                        group.addTask {
                            await board.failing { try await state.ship(part) }
                            uploads.close()
                        }
                    }
                }
            }
        }
        try await board.check()
    }

    /// The window of this file.
    func board(_ state: TransferState, pacer: ConnectionPacer) async -> WindowBoard {
        WindowBoard(
            TransferWindow(position: await state.position, size: file.size ?? .max), pacer: pacer,
            rule: options.stragglers, partSize: state.partSize, chunkSize: options.chunkSize, seconds: clock.uptime
        )
    }

    /// Looks after connections and journal while the file is under way.
    func steer(_ state: TransferState, _ board: WindowBoard) async throws {
        while true {
            try await clock.tick(Self.interval)
            await board.steer()
            try await run.journal.flush()
        }
    }

    /// Fetches until `end`: a connection that breaks, or is too slow, is followed by one that begins where it ended.
    ///
    /// - Parameters:
    ///   - end: nil when only the answer tells.
    ///   - watch: the name of what is fetched on the board.
    ///   - position: up to where it has come.
    ///   - read: reads one answer, from the byte given.
    func persist(
        upTo end: Int64?, _ board: WindowBoard, watch: Int64, position: @Sendable () async -> Int64,
        _ read: @escaping @Sendable (Int64) async throws -> Void
    ) async throws {
        var failures = 0
        while true {
            let start = await position()
            do {
                await board.began(watch)
                try await watched(by: { try await giveUp(watch, board) }, { try await read(start) })
                let arrived = await position()
                guard let end, arrived < end else { break }
                throw truncated(at: arrived, of: end)
            } catch {
                failures = await position() > start ? 1 : failures + 1
                guard failures < options.retry.attempts, RetryPolicy.isRetryable(error), !(error is RangesIgnored)
                else {
                    throw error
                }
                if (error as? Problem)?.code == .rateLimited { await board.refused() }
                try await clock.backOff(options.retry.delay(after: failures, chance: .random(in: 0..<1)))
            }
        }
        await board.ended(watch)
    }

    private func giveUp(_ watch: Int64, _ board: WindowBoard) async throws {
        try await board.untilCut(watch)
        throw Problem(
            .sourceUnavailable, "The hub stalls",
            detail: "\(file.path): a connection brought nothing any more, or far less than the others",
            fix: "Resume the import later.", isRetryable: true
        )
    }

    private func reserve(_ state: TransferState, _ board: WindowBoard) async throws {
        while let bytes = try await board.nextReservation() {
            try await state.share.acquire(bytes)
            await board.grant(bytes)
        }
    }

    /// Parts of one file that are uploaded at a time.
    private var uploadsAtOnce: Int {
        switch store.capabilities.uploads {
        case .parallelParts: options.connectionsPerHost
        case .sequential: 1
        }
    }

    private func checkNumber(of part: PartAssembler.Part) throws(Problem) {
        guard part.number > store.capabilities.maximumPartCount else { return }
        throw Problem(
            .unsupported, "The file is too long",
            detail: "\(file.path): its size was unknown, and it has more than \(part.number - 1) parts"
        )
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

/// The hub answered a range with the whole file.
struct RangesIgnored: Error {}
