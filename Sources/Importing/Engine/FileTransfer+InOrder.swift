import Domain
import NIOCore

/// One connection on one file, from its first byte: small files, unknown sizes, hubs without ranges.
extension FileTransfer {
    func fetchInOrder(_ state: TransferState) async throws {
        if let size = file.size, await state.position >= size { return }
        let board = await board(state, pacer: ConnectionPacer(start: 1, most: 1))
        let fetch = { @Sendable in
            try await persist(
                upTo: file.size, board, watch: 0, position: { await board.arrived }, { try await read(from: $0, board) }
            )
            await board.end()
        }
        try await watched(by: { try await steer(state, board) }, { try await pump(state, board, fetch: [fetch]) })
    }

    /// Reads one answer as far as it goes. What has come already is read over.
    private func read(from start: Int64, _ board: WindowBoard) async throws {
        let range = start > 0 ? file.size.map { start..<$0 } : nil
        let stream = try await engine.source.open(file, of: run.record.plan.model, range: range, token: run.token)
        try check(stream.totalSize)
        guard stream.offset <= start else {
            throw Problem(
                .sourceUnavailable, "The hub sent another range",
                detail: "\(file.path): byte \(start) was asked for, the answer begins at \(stream.offset)"
            )
        }
        var collector = ChunkCollector(engine.resources.pool)
        var skip = start - stream.offset
        var position = start
        do {
            var body = stream.body.makeAsyncIterator()
            while true {
                // Nothing is read that is not reserved. What was read before is handed on first: it may be what others
                // wait for.
                if await !board.hasRoom(beyond: collector.pendingBytes) {
                    try await board.append(collector.flush(), watch: 0)
                    try await board.untilRoom(watch: 0)
                }
                guard var buffer = try await body.next() else { break }
                run.count(buffer.readableBytes)
                let over = min(skip, Int64(buffer.readableBytes))
                buffer.moveReaderIndex(forwardBy: Int(over))
                skip -= over
                position += Int64(buffer.readableBytes)
                if let size = file.size, position > size { throw tooLong() }
                let complete = collector.add(buffer)
                if !complete.isEmpty { try await board.append(complete, watch: 0) }
            }
        } catch {
            try await board.append(collector.flush(), watch: 0)
            throw error
        }
        try await board.append(collector.flush(), watch: 0)
    }
}
