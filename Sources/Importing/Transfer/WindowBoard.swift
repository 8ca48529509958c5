import Domain
import NIOCore

/// The window of one file as its tasks share it: fetchers take ranges and put bytes in, one task takes them out in
/// order. Whoever fails says so here, and everybody else ends.
actor WindowBoard {
    private var window: TransferWindow
    private var pacer: ConnectionPacer
    private let rule: StragglerRule
    private let partSize: Int64
    private let chunkSize: Int64
    private let seconds: @Sendable () -> Double
    private var failure: (any Error)?

    /// Connections that are open, by the beginning of their range.
    private var watches: [Int64: StragglerRule.Watch] = [:]
    private var cut: Set<Int64> = []
    /// Bytes per second that a whole range usually comes with.
    private var usualRate: Double?
    private var idleFetchers = 0
    private var isConsumerWaiting = false
    private var bytesSeen: Int64 = 0
    private var refusals = 0
    private var lastObservation: Double

    /// There may be another range to fetch.
    private let room = Signal()
    /// There may be bytes to take.
    private let arrivals = Signal()
    /// A connection was given up.
    private let cuts = Signal()

    /// - Parameter seconds: a clock that never steps back.
    init(
        _ window: TransferWindow, pacer: ConnectionPacer, rule: StragglerRule, partSize: Int64, chunkSize: Int64,
        seconds: @escaping @Sendable () -> Double
    ) {
        self.window = window
        self.pacer = pacer
        self.rule = rule
        self.partSize = partSize
        self.chunkSize = chunkSize
        self.seconds = seconds
        lastObservation = seconds()
    }

    var connections: Int { pacer.connections }
    var bytesInFlight: Int64 { window.bytesInFlight }

    // MARK: Fetching

    /// The next range for a fetcher, as soon as its number is wanted and there is room; nil when all is asked for.
    func nextRange(for fetcher: Int) async throws -> Range<Int64>? {
        idleFetchers += 1
        defer { idleFetchers -= 1 }
        while true {
            let seen = room.generation
            if let failure { throw failure }
            if window.isAsked { return nil }
            if fetcher < pacer.connections, window.open < pacer.connections,
                let range = window.nextFetch(chunk: chunk, ahead: chunk * Int64(2 * pacer.connections))
            {
                if window.isAsked { room.notify() }
                return range
            }
            try await room.wait(after: seen)
        }
    }

    /// What to reserve of the budget next, as soon as it is needed; nil when all is reserved.
    func nextReservation() async throws -> Int64? {
        while true {
            let seen = room.generation
            if let failure { throw failure }
            if window.granted >= window.size { return nil }
            if let bytes = window.nextReservation(partSize: partSize, chunk: chunk) { return bytes }
            try await room.wait(after: seen)
        }
    }

    func grant(_ bytes: Int64) {
        window.grant(bytes)
        room.notify()
    }

    /// A connection begins to fetch (the rest of) a range.
    func began(_ start: Int64) {
        var watch = StragglerRule.Watch(at: seconds())
        watch.cuts = watches[start]?.cuts ?? 0
        watches[start] = watch
        cut.remove(start)
    }

    func deliver(_ buffers: [ByteBuffer], to start: Int64) throws {
        guard !buffers.isEmpty else { return }
        let before = window.position(of: start) ?? start
        for buffer in buffers { try window.receive(buffer, at: start) }
        let length = (window.position(of: start) ?? before) - before
        bytesSeen += length
        watches[start]?.came(length, at: seconds())
        arrivals.notify()
    }

    /// Up to where a range has arrived; everything below is kept.
    func position(of start: Int64) -> Int64? { window.position(of: start) }

    /// A range is complete.
    func ended(_ start: Int64) {
        if let watch = watches.removeValue(forKey: start) {
            let rate = Double(watch.bytes) / max(seconds() - watch.since, 0.001)
            usualRate = usualRate.map { $0 * 0.7 + rate * 0.3 } ?? rate
        }
        room.notify()
    }

    // MARK: Reading a file from its first byte to its last

    /// Everything below has come.
    var arrived: Int64 { window.asked }

    /// Whether more than so many bytes are reserved and have not come.
    func hasRoom(beyond pending: Int) -> Bool {
        window.granted - window.asked > Int64(pending) || window.granted >= window.size
    }

    /// Waits until the next bytes are reserved.
    ///
    /// - Parameter watch: the connection that brings them; it is not to blame for the time spent here.
    func untilRoom(watch: Int64) async throws {
        let watched = watches.removeValue(forKey: watch)
        defer { resume(watch, watched) }
        while true {
            let seen = room.generation
            if let failure { throw failure }
            if hasRoom(beyond: 0) { return }
            try await room.wait(after: seen)
        }
    }

    /// Takes the next bytes, piece by piece as there is room for them.
    func append(_ buffers: [ByteBuffer], watch: Int64) async throws {
        let watched = watches.removeValue(forKey: watch)
        defer { resume(watch, watched) }
        for buffer in buffers { try await append(buffer) }
    }

    private func resume(_ watch: Int64, _ watched: StragglerRule.Watch?) {
        watches[watch] = watched
        watches[watch]?.lastByte = seconds()
    }

    private func append(_ bytes: ByteBuffer) async throws {
        bytesSeen += Int64(bytes.readableBytes)
        var rest = bytes
        while rest.readableBytes > 0 {
            let seen = room.generation
            if let failure { throw failure }
            let free = min(window.granted - window.asked, Int64(rest.readableBytes))
            guard free > 0, window.bytesInFlight < max(chunk, 1), let slice = rest.readSlice(length: Int(free)) else {
                try await room.wait(after: seen)
                continue
            }
            try window.append(slice)
            arrivals.notify()
        }
    }

    /// The last byte has come.
    func end() {
        window.end()
        room.notify()
        arrivals.notify()
    }

    /// The hub said that there are too many requests.
    func refused() { refusals += 1 }

    /// Waits until the connection of a range is to be given up.
    func untilCut(_ start: Int64) async throws {
        while true {
            let seen = cuts.generation
            if cut.contains(start) { return }
            try await cuts.wait(after: seen)
        }
    }

    // MARK: Taking

    /// The next bytes in file order; nil after the last.
    func nextReady() async throws -> [ByteBuffer]? {
        isConsumerWaiting = true
        defer { isConsumerWaiting = false }
        while true {
            let seen = arrivals.generation
            if let failure { throw failure }
            if let ready = window.takeReady() {
                room.notify()
                return ready
            }
            if window.isFinished { return nil }
            try await arrivals.wait(after: seen)
        }
    }

    // MARK: Steering

    /// Looks at the interval that ends now: how many connections there are to be, and which of them are given up.
    func steer() {
        let now = seconds()
        let before = pacer.connections
        pacer.observe(
            ConnectionPacer.Observation(
                bytes: bytesSeen, seconds: now - lastObservation, refusals: refusals,
                isHeldBack: idleFetchers > pacer.most - before && !isConsumerWaiting && !window.isAsked
            )
        )
        bytesSeen = 0
        refusals = 0
        lastObservation = now
        if pacer.connections > before { room.notify() }
        for (start, watch) in watches where !cut.contains(start) { judge(start, watch, at: now) }
    }

    private func judge(_ start: Int64, _ watch: StragglerRule.Watch, at now: Double) {
        switch rule.verdict(on: watch, usual: usualRate, at: now) {
        case .fine: return
        case .fineSoFar:
            watches[start]?.since = now
            watches[start]?.bytes = 0
        case .slow, .silent:
            watches[start]?.cuts += 1
            cut.insert(start)
            cuts.notify()
        }
    }

    // MARK: Failing

    /// Runs the work of one task; what it throws ends everybody.
    nonisolated func failing(_ work: @Sendable () async throws -> Void) async {
        do { try await work() } catch { await fail(error) }
    }

    /// - Throws: the first thing that went wrong.
    func check() throws {
        if let failure { throw failure }
    }

    private func fail(_ error: any Error) {
        guard failure == nil else { return }
        failure = error
        room.notify()
        arrivals.notify()
    }

    /// The same window for few connections and for many: many take shorter ranges.
    private var chunk: Int64 {
        let share = max(1, chunkSize * 4 / Int64(max(4, pacer.connections)))
        return share > 1 << 20 ? share - share % (1 << 20) : share
    }
}
