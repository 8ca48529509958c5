import Testing

@testable import Outbound

struct ExchangeWatchTests {
    private static let start = ContinuousClock.now

    private static func watch(total: Duration? = nil) -> ExchangeWatch {
        let timeouts = OutboundTimeouts(
            head: .seconds(1), stall: .init(bytesPerSecond: 100, window: .seconds(10)), total: total
        )
        return ExchangeWatch(
            OutboundRequest(.get, "http://host/", traffic: .bulk, timeouts: timeouts),
            deadline: total.map { start + $0 }
        )
    }

    @Test func `a peer that sends nothing for a window has stalled`() throws {
        let watch = Self.watch()
        watch.asked(now: Self.start)
        #expect(!watch.hasFailed(now: Self.start + .seconds(9)))
        #expect(watch.hasFailed(now: Self.start + .seconds(10)))
        #expect(watch.failure?.code == .stalled)
    }

    @Test func `bytes that come too slowly have stalled`() {
        let watch = Self.watch()
        watch.asked(now: Self.start)
        #expect(throws: OutboundError.self) { try watch.came(999, now: Self.start + .seconds(10)) }
    }

    @Test func `time in which nobody waits does not count`() throws {
        let watch = Self.watch()
        watch.asked(now: Self.start)
        try watch.came(1, now: Self.start + .seconds(1))
        #expect(!watch.hasFailed(now: Self.start + .seconds(1000)))
        watch.asked(now: Self.start + .seconds(1000))
        #expect(!watch.hasFailed(now: Self.start + .seconds(1008)))
        #expect(watch.hasFailed(now: Self.start + .seconds(1009)))
    }

    @Test func `the total bound ends the wait`() {
        let watch = Self.watch(total: .seconds(5))
        watch.asked(now: Self.start)
        #expect(!watch.hasFailed(now: Self.start + .seconds(4)))
        #expect(watch.hasFailed(now: Self.start + .seconds(5)))
        #expect(watch.failure?.code == .timedOut)
    }
}
