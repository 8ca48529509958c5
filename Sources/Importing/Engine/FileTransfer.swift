import Digests
import Domain
import NIOCore

/// Brings one file from the hub into the store, verified. Nothing is visible under its key before the digest is proven.
struct FileTransfer: Sendable {
    let file: SourceFile
    let engine: ImportEngine
    let run: ImportRun

    var store: any ObjectStore { engine.store }
    var options: ImportOptions { engine.options }
    var clock: ImportClock { engine.clock }

    func result() async throws -> ModelManifest.File {
        let record = await run.journal.record(of: file.path)
        if let result = record?.result, try await stands(result) {
            run.report(.file(path: file.path, state: .verified))
            return result
        }
        if let copy = try await copied(record) {
            try await run.save(file.path, Journal.FileRecord(result: copy))
            run.report(.file(path: file.path, state: .verified))
            return copy
        }
        run.report(.file(path: file.path, state: .transferring))
        let resources = engine.resources
        let share = BudgetShare(of: resources.budget)
        defer {
            share.releaseAll()
            resources.settle()
        }
        let state = try await TransferState.restored(self, from: record, share: share)
        await run.journal.follow(file.path) { await state.record }
        let result: ModelManifest.File
        do {
            try await watched(by: { try await watchActivity() }) { try await fetch(state) }
            run.report(.file(path: file.path, state: .verifying))
            result = try await finish(state)
        } catch let problem as Problem where problem.code == .digestMismatch || problem.code == .truncated {
            try await discard(state)
            throw problem
        }
        try await run.save(file.path, Journal.FileRecord(result: result))
        run.report(.file(path: file.path, state: .verified))
        return result
    }

    private func fetch(_ state: TransferState) async throws {
        if let inline = file.inline {
            let bytes = ByteBuffer(bytes: inline)
            for part in await state.append(bytes) { try await state.ship(part) }
            return
        }
        if let size = file.size, size > state.partSize, engine.source.capabilities.servesRanges {
            do {
                return try await fetchRanges(state, size: size)
            } catch is RangesIgnored {
                // The hub sends whole files: one connection, from the start, what is known is read over. What was
                // reserved for ranges goes back, else the file would wait for itself.
                state.share.releaseAll()
            }
        }
        try await fetchInOrder(state)
    }

    /// Nothing may wait for ever: when nothing at all moves for long, the file is given up, to be resumed.
    private func watchActivity() async throws {
        var (moves, since) = (run.activity.count, clock.uptime())
        while true {
            try await clock.tick(.seconds(max(0.1, options.patience / 20)))
            if run.activity.count != moves {
                (moves, since) = (run.activity.count, clock.uptime())
            } else if clock.uptime() - since >= options.patience {
                throw Problem(
                    .timedOut, "Nothing moves any more",
                    detail: "\(file.path): no byte came or went for \(Int(options.patience)) seconds",
                    fix: "Look at the network, the hub and the bucket; then resume the import.", isRetryable: true
                )
            }
        }
    }

    /// Checks length and digest, makes the object visible, compares the store's own sum.
    private func finish(_ state: TransferState) async throws -> ModelManifest.File {
        let hasher = await state.hasher
        if let size = file.size, size != hasher.position {
            throw Problem(
                .truncated, "The file has the wrong length",
                detail: "\(file.path): the hub says \(size) bytes, \(hasher.position) came",
                fix: "Resume the import; the hub may have been interrupted."
            )
        }
        try hasher.check(file.digest, path: file.path)
        let info = try await state.seal()
        guard info.size == hasher.position, info.crc32c == hasher.crc else {
            try await shielded { try await store.delete(file.key, if: .generation(info.generation)) }
            throw Problem(
                .digestMismatch, "The bucket stored other bytes",
                detail: "\(file.path): CRC32C of what was sent is \(hasher.crc.hex8), of what is stored "
                    + "\(info.crc32c.hex8) (\(info.size) bytes); the object was deleted",
                fix: "Resume the import: the file is sent again."
            )
        }
        return ModelManifest.File(
            path: file.path, key: file.key, size: info.size, sha256: hasher.sha256Hex, crc32c: info.crc32c.hex8,
            promised: file.digest
        )
    }

    /// Bytes that are wrong are given up: a resume begins this file anew.
    private func discard(_ state: TransferState) async throws {
        let upload = await state.upload
        try await shielded {
            if let upload { try await store.abort(upload) }
            try await run.save(file.path, Journal.FileRecord())
        }
    }

    private func stands(_ result: ModelManifest.File) async throws -> Bool {
        guard let info = try await store.stat(result.key) else { return false }
        return info.size == result.size && info.crc32c.hex8 == result.crc32c
    }
}
