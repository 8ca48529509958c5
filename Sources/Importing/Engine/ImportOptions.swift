package import Domain
package import Foundation

/// How an import uses the machine.
package struct ImportOptions: Sendable, Hashable {
    /// Bytes of everything in flight, all files together.
    package var byteBudget: Int64
    /// Bytes of one ranged request.
    package var chunkSize: Int64
    /// Bytes of one uploaded part, unless the store or the file's size wants more.
    package var partSize: Int64
    package var connectionsPerFile: Int
    package var filesAtOnce: Int
    /// Seconds between two writes of the journal.
    package var journalInterval: Double
    package var retry: RetryPolicy
    package var lease: LeaseTiming
    /// Price of one GiB for a month; nil when none is known.
    package var storagePrice: Money?
    /// What it means when an import of this process is stopped and not taken back: a person has done it, or the process
    /// ends and any other may go on.
    package var interruption = ImportState.Interruption.stopped

    package init(
        byteBudget: Int64 = 64 << 20, chunkSize: Int64 = 4 << 20, partSize: Int64 = 8 << 20,
        connectionsPerFile: Int = 4, filesAtOnce: Int = 4, journalInterval: Double = 1,
        retry: RetryPolicy = RetryPolicy(),
        lease: LeaseTiming = LeaseTiming(), storagePrice: Money? = nil
    ) {
        self.byteBudget = byteBudget
        self.chunkSize = chunkSize
        self.partSize = partSize
        self.connectionsPerFile = connectionsPerFile
        self.filesAtOnce = filesAtOnce
        self.journalInterval = journalInterval
        self.retry = retry
        self.lease = lease
        self.storagePrice = storagePrice
    }

    /// Half the budget at most, so that a part can be uploaded while the next one is fetched.
    var preferredPartSize: Int64 { max(1, min(partSize, byteBudget / 2)) }
}

/// Time, as the engine sees it; tests bring their own.
package struct ImportClock: Sendable {
    package var now: @Sendable () -> Date
    /// Waits before a failed step is tried again.
    package var backOff: Sleeper
    /// Waits between two looks at lease and journal.
    package var tick: Sleeper
    /// Waits between two looks at an import that another process runs.
    package var poll: Sleeper

    package init(
        now: @escaping @Sendable () -> Date = { Date() },
        backOff: @escaping Sleeper = { try await Task.sleep(for: $0) },
        tick: @escaping Sleeper = { try await Task.sleep(for: $0) },
        poll: @escaping Sleeper = { try await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.backOff = backOff
        self.tick = tick
        self.poll = poll
    }
}
