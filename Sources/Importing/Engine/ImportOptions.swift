package import Domain
package import Foundation

/// How imports use the machine.
package struct ImportOptions: Sendable, Hashable {
    /// Bytes of everything in flight, all files of all imports together: half for the windows of the files, half for
    /// what the connections themselves hold (some MiB each, see ``connections(within:)``) and the heap cannot use again.
    package var byteBudget: Int64
    /// Bytes of one ranged request at most; with many connections on a file they are shorter.
    package var chunkSize: Int64
    /// Bytes of one uploaded part, unless the store or the file's size wants more.
    package var partSize: Int64
    /// Connections that a file begins with; from there on ``ConnectionPacer`` decides.
    package var connectionsPerFile: Int
    /// Connections for ranged requests to one hub, and for parts to the store, all files together.
    package var connectionsPerHost: Int
    /// Large files under way at a time.
    package var filesAtOnce: Int
    /// Files of one part at most have a lane of their own, so that they do not wait behind large ones.
    package var smallFilesAtOnce: Int
    /// Seconds between two writes of the journal.
    package var journalInterval: Double
    package var retry: RetryPolicy
    package var stragglers: StragglerRule
    /// Seconds without a byte in or out after which a file is given up.
    package var patience: Double
    package var lease: LeaseTiming
    /// Price of one GiB for a month; nil when none is known.
    package var storagePrice: Money?
    /// What it means when an import of this process is stopped and not taken back: a person has done it, or the process
    /// ends and any other may go on.
    package var interruption = ImportState.Interruption.stopped

    package init(
        byteBudget: Int64 = 256 << 20, chunkSize: Int64 = 16 << 20, partSize: Int64 = 8 << 20,
        connectionsPerFile: Int = 4, connectionsPerHost: Int = 16, filesAtOnce: Int = 4, smallFilesAtOnce: Int = 16,
        journalInterval: Double = 1, retry: RetryPolicy = RetryPolicy(), stragglers: StragglerRule = StragglerRule(),
        patience: Double = 300, lease: LeaseTiming = LeaseTiming(), storagePrice: Money? = nil
    ) {
        self.byteBudget = byteBudget
        self.chunkSize = chunkSize
        self.partSize = partSize
        self.connectionsPerFile = connectionsPerFile
        self.connectionsPerHost = connectionsPerHost
        self.filesAtOnce = filesAtOnce
        self.smallFilesAtOnce = smallFilesAtOnce
        self.journalInterval = journalInterval
        self.retry = retry
        self.stragglers = stragglers
        self.patience = patience
        self.lease = lease
        self.storagePrice = storagePrice
    }

    /// The least memory that an import is given.
    package static let leastBudget: Int64 = 1 << 20

    /// The same engine with so many bytes in flight: less memory takes shorter ranges and fewer connections.
    package func bounded(by bytes: Int64) -> ImportOptions {
        var options = self
        options.byteBudget = max(bytes, Self.leastBudget)
        options.connectionsPerHost = min(connectionsPerHost, Self.connections(within: options.byteBudget))
        options.connectionsPerFile = min(connectionsPerFile, options.connectionsPerHost)
        options.smallFilesAtOnce = min(smallFilesAtOnce, options.connectionsPerHost)
        options.chunkSize = min(chunkSize, options.windowBytes / 8)
        return options
    }

    /// Connections each way whose own buffers fit into a quarter of the budget.
    private static func connections(within budget: Int64) -> Int { max(2, Int(budget / 4 / (4 << 20))) }

    /// What the windows of all files may hold.
    package var windowBytes: Int64 { max(1, byteBudget / 2) }

    /// Half the window at most, so that a part can be uploaded while the next one is fetched; in whole multiples of
    /// 256 KiB, as every upload form of Cloud Storage takes them.
    var preferredPartSize: Int64 {
        let size = max(1, min(partSize, windowBytes / 2))
        let step: Int64 = 256 << 10
        return size > step ? size - size % step : size
    }
}

/// Time, as the engine sees it; tests bring their own.
package struct ImportClock: Sendable {
    package var now: @Sendable () -> Date
    /// Seconds on a clock that never steps back.
    package var uptime: @Sendable () -> Double
    /// Waits before a failed step is tried again.
    package var backOff: Sleeper
    /// Waits between two looks at lease, journal and connections.
    package var tick: Sleeper
    /// Waits between two looks at an import that another process runs.
    package var poll: Sleeper

    package init(
        now: @escaping @Sendable () -> Date = { Date() },
        uptime: @escaping @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime },
        backOff: @escaping Sleeper = { try await Task.sleep(for: $0) },
        tick: @escaping Sleeper = { try await Task.sleep(for: $0) },
        poll: @escaping Sleeper = { try await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.uptime = uptime
        self.backOff = backOff
        self.tick = tick
        self.poll = poll
    }
}
