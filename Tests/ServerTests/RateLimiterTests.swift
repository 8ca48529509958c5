import Testing

@testable import Server

struct RateLimiterTests {
    @Test func `a bucket empties, says how long to wait, and fills again`() {
        let limiter = RateLimiter(perSecond: 2)
        let start = ContinuousClock.now
        for _ in 0..<8 { #expect(limiter.take("a", now: start) == nil) }
        #expect(limiter.take("a", now: start) == 1)
        #expect(limiter.take("b", now: start) == nil)
        #expect(limiter.take("a", now: start + .seconds(1)) == nil)
        #expect(limiter.take("a", now: start + .seconds(1)) == nil)
        #expect(limiter.take("a", now: start + .seconds(1)) != nil)
    }

    @Test func `a flood of names does not free the one who asked too much`() {
        let limiter = RateLimiter(perSecond: 1)
        let start = ContinuousClock.now
        while limiter.take("greedy", now: start) == nil {}
        for number in 0..<10_000 { _ = limiter.take("name-\(number)", now: start) }
        #expect(limiter.take("greedy", now: start) != nil)
    }
}
