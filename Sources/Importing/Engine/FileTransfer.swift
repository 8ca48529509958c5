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
        let share = BudgetShare(of: run.budget)
        defer { share.releaseAll() }
        let state = try await TransferState.restored(self, from: record, share: share)
        let result: ModelManifest.File
        do {
            try await fetch(state)
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
            for part in await state.append([bytes]) { try await state.ship(part) }
            return
        }
        if let size = file.size, size > state.partSize, engine.source.capabilities.servesRanges {
            do {
                return try await fetchRanges(state, size: size)
            } catch is RangesIgnored {
                // The hub sends whole files: one connection, from the start, what is known is read over. What was
                // asked of the budget for ranges that never came is given back, or nobody would get any.
                state.share.releaseAll()
            }
        }
        try await fetchInOrder(state)
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

/// The hub answered a range with the whole file.
struct RangesIgnored: Error {}
