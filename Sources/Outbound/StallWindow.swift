/// Decides from bytes and waiting time whether a peer has stalled: a value, tested without a clock.
struct StallWindow {
    private let limit: OutboundTimeouts.Stall?
    private var waited: Duration = .zero
    private var bytes = 0

    init(_ limit: OutboundTimeouts.Stall?) {
        self.limit = limit
    }

    /// How much longer the peer may take before the window ends.
    var remaining: Duration? {
        limit.map { $0.window - waited }
    }

    var limitText: String {
        limit.map { "\($0.bytesPerSecond) bytes/s over \($0.window)" } ?? "no limit"
    }

    /// Adds what came after waiting; at the end of a window says whether it was too little, and begins the next.
    mutating func isStalled(bytes more: Int, waited longer: Duration) -> Bool {
        guard let limit else { return false }
        waited += longer
        bytes += more
        guard waited >= limit.window else { return false }
        let isTooSlow = Double(bytes) < Double(limit.bytesPerSecond) * (waited / .seconds(1))
        waited = .zero
        bytes = 0
        return isTooSlow
    }
}
