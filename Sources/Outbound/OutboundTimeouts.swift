/// How long to wait. The time to connect belongs to the transport.
package struct OutboundTimeouts: Sendable, Hashable {
    /// A peer that moves fewer bytes per second, over a window of waiting for it, has stalled. Time in which we
    /// ourselves hold back (a slow consumer, a slow producer) does not count.
    package struct Stall: Sendable, Hashable {
        package var bytesPerSecond: Int
        package var window: Duration

        package init(bytesPerSecond: Int, window: Duration) {
            self.bytesPerSecond = bytesPerSecond
            self.window = window
        }
    }

    /// From the end of the request to the head of the answer.
    package var head: Duration
    package var stall: Stall?
    /// The whole exchange, the body included, each attempt for itself; nil for no bound.
    package var total: Duration?

    package init(head: Duration, stall: Stall?, total: Duration? = nil) {
        self.head = head
        self.stall = stall
        self.total = total
    }

    /// For JSON calls.
    package static let api = OutboundTimeouts(
        head: .seconds(60),
        stall: Stall(bytesPerSecond: 1, window: .seconds(30)),
        total: .seconds(120)
    )

    /// For files of any size: no total, but at least 1 KiB/s.
    package static let bulk = OutboundTimeouts(
        head: .seconds(60),
        stall: Stall(bytesPerSecond: 1024, window: .seconds(30))
    )
}
