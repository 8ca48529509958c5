import Testing

@testable import Outbound

struct StallWindowTests {
    private func stalled(_ window: inout StallWindow, _ bytes: Int, _ waited: Duration) -> Bool {
        window.isStalled(bytes: bytes, waited: waited)
    }

    @Test func `only a whole window of waiting decides`() {
        var window = StallWindow(.init(bytesPerSecond: 100, window: .seconds(10)))
        #expect(stalled(&window, 0, .seconds(9)) == false)
        #expect(window.remaining == .seconds(1))
        #expect(stalled(&window, 1000, .seconds(1)) == false)
        #expect(window.remaining == .seconds(10))
        #expect(stalled(&window, 999, .seconds(10)) == true)
    }

    @Test func `without a limit nothing stalls`() {
        var window = StallWindow(nil)
        #expect(stalled(&window, 0, .seconds(10_000)) == false)
        #expect(window.remaining == nil)
    }
}
