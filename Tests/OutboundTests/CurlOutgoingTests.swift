import NIOCore
import Testing

@testable import Outbound

/// The request body, without a clock or a network.
struct CurlOutgoingTests {
    private static let start = ContinuousClock.now
    private static let stall = OutboundTimeouts.Stall(bytesPerSecond: 100, window: .seconds(10))

    private static func make(_ body: OutboundBody, capacity: Int = 4) -> CurlOutgoing {
        CurlOutgoing(body, capacity: capacity, stall: stall, now: start)
    }

    private static func stream(_ length: Int64?) -> OutboundBody {
        .stream(OutboundStream(ByteBuffer()), length: length, isReplayable: false)
    }

    /// What libcurl would get, as text.
    private static func fill(
        _ outgoing: inout CurlOutgoing, _ count: Int, at seconds: Double = 0
    ) -> (CurlOutgoing.Fill, String) {
        var bytes = [UInt8](repeating: 0, count: count)
        let fill = bytes.withUnsafeMutableBytes { outgoing.fill($0, now: start + .seconds(seconds)) }
        guard case .bytes(let filled) = fill else { return (fill, "") }
        return (fill, String(decoding: bytes[..<filled], as: UTF8.self))
    }

    @Test func `bytes at hand are sent in pieces, and can be sent again`() {
        var outgoing = Self.make(.bytes(ByteBuffer(string: "abcde")))
        #expect(Self.fill(&outgoing, 3).1 == "abc")
        #expect(outgoing.finishedAt == nil)
        #expect(Self.fill(&outgoing, 3, at: 2).1 == "de")
        #expect(outgoing.finishedAt == Self.start + .seconds(2))
        #expect(Self.fill(&outgoing, 3).0 == .end)
        let isRewound = outgoing.rewind(now: Self.start)
        #expect(isRewound)
        #expect(outgoing.finishedAt == nil)
        #expect(Self.fill(&outgoing, 9).1 == "abcde")
    }

    @Test func `a stream that is not there yet pauses, and is not sent again once begun`() {
        var outgoing = Self.make(Self.stream(nil))
        #expect(Self.fill(&outgoing, 3).0 == .pause)
        #expect(outgoing.isPaused)
        let isBefore = outgoing.rewind(now: Self.start)
        #expect(isBefore)
        let isToWake = outgoing.offer(ByteBuffer(string: "abcdef"), now: Self.start)
        #expect(isToWake)
        #expect(outgoing.isFull)
        outgoing.resumed()
        #expect(Self.fill(&outgoing, 3).1 == "abc")
        #expect(!outgoing.isFull)
        let isAfter = outgoing.rewind(now: Self.start)
        #expect(!isAfter)
        #expect(Self.fill(&outgoing, 9).1 == "def")
        #expect(Self.fill(&outgoing, 9).0 == .pause)
        let isEndAwaited = outgoing.close()
        #expect(isEndAwaited)
        #expect(outgoing.canGoOn)
        #expect(Self.fill(&outgoing, 9).0 == .end)
        #expect(outgoing.finishedAt != nil)
    }

    @Test func `a known length ends a stream`() {
        var outgoing = Self.make(Self.stream(3))
        _ = outgoing.offer(ByteBuffer(string: "abc"), now: Self.start)
        #expect(Self.fill(&outgoing, 9).1 == "abc")
        #expect(outgoing.finishedAt == Self.start)
        #expect(Self.fill(&outgoing, 9).0 == .end)
        #expect(Self.make(Self.stream(0)).finishedAt == Self.start)
        #expect(Self.make(.none).finishedAt == Self.start)
    }

    @Test func `only the network's waiting is a stall`() {
        var outgoing = Self.make(Self.stream(nil))
        // The producer makes nothing for an hour.
        let isIdle = outgoing.isStalled(now: Self.start + .seconds(3600))
        #expect(!isIdle)
        _ = outgoing.offer(ByteBuffer(repeating: 0, count: 2000), now: Self.start + .seconds(3600))
        let isEarly = outgoing.isStalled(now: Self.start + .seconds(3609))
        #expect(!isEarly)
        _ = Self.fill(&outgoing, 999, at: 3610)
        let isSlow = outgoing.isStalled(now: Self.start + .seconds(3610))
        #expect(isSlow)
        _ = Self.fill(&outgoing, 1000, at: 3615)
        let isFastEnough = outgoing.isStalled(now: Self.start + .seconds(3620))
        #expect(!isFastEnough)
    }
}
