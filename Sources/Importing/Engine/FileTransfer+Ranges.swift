import Domain
import NIOCore

/// Several connections on one file, each with one range after the other.
extension FileTransfer {
    /// - Throws: `RangesIgnored` when the hub sends whole files; then everything in order so far is kept.
    func fetchRanges(_ state: TransferState, size: Int64) async throws {
        _ = try await state.currentUpload()
        let files = engine.resources.enter()
        defer { engine.resources.leave() }
        let board = await board(state, pacer: pacer(files: files))
        let fetchers = (0..<options.connectionsPerHost).map { number in
            { @Sendable in try await fetch(as: number, size: size, board) }
        }
        try await watched(by: { try await steer(state, board) }, { try await pump(state, board, fetch: fetchers) })
    }

    /// Files that are under way at the same time begin with fewer connections each.
    private func pacer(files: Int) -> ConnectionPacer {
        let share = max(1, options.connectionsPerHost / max(1, files))
        return ConnectionPacer(start: min(options.connectionsPerFile, share), most: options.connectionsPerHost)
    }

    /// One fetcher: range after range, as long as its number is wanted.
    private func fetch(as number: Int, size: Int64, _ board: WindowBoard) async throws {
        let connections = engine.resources.downloads(from: engine.source.kind)
        while let range = try await board.nextRange(for: number) {
            let (start, end) = (range.lowerBound, range.upperBound)
            try await connections.using {
                try await persist(
                    upTo: end, board, watch: start, position: { await board.position(of: start) ?? end },
                    { try await read($0..<end, of: start, size: size, board) }
                )
            }
        }
    }

    /// Reads one answer into the window. What has come is kept when it breaks.
    ///
    /// - Parameter start: the beginning of the range of which `missing` is left.
    private func read(_ missing: Range<Int64>, of start: Int64, size: Int64, _ board: WindowBoard) async throws {
        let stream = try await engine.source.open(file, of: run.record.plan.model, range: missing, token: run.token)
        for _ in 0..<stream.refusals { await board.refused() }
        try check(stream.totalSize)
        guard stream.offset == missing.lowerBound else { throw RangesIgnored() }
        var collector = ChunkCollector(engine.resources.pool)
        var left = missing.upperBound - missing.lowerBound
        do {
            for try await buffer in stream.body {
                guard Int64(buffer.readableBytes) <= left else {
                    // More than was asked for: the whole file comes, or the file is longer than the hub said.
                    throw missing.upperBound == size ? tooLong() : RangesIgnored()
                }
                left -= Int64(buffer.readableBytes)
                run.count(buffer.readableBytes)
                let complete = collector.add(buffer)
                if !complete.isEmpty { try await board.deliver(complete, to: start) }
            }
        } catch {
            try await board.deliver(collector.flush(), to: start)
            throw error
        }
        try await board.deliver(collector.flush(), to: start)
    }
}
