import Testing

@testable import Outbound

struct StallWindowTests {
    @Test func `only a whole window of waiting decides`() {
        var window = StallWindow(.init(bytesPerSecond: 100, window: .seconds(10)))
        #expect(!window.isStalled(bytes: 0, waited: .seconds(9)))
        #expect(window.remaining == .seconds(1))
        #expect(!window.isStalled(bytes: 1000, waited: .seconds(1)))
        #expect(window.remaining == .seconds(10))
        #expect(window.isStalled(bytes: 999, waited: .seconds(10)))
    }

    @Test func `without a limit nothing stalls`() {
        var window = StallWindow(nil)
        #expect(!window.isStalled(bytes: 0, waited: .seconds(10_000)))
        #expect(window.remaining == nil)
    }
}
