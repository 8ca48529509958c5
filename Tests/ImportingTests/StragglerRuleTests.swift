import Importing
import Testing

struct StragglerRuleTests {
    private let rule = StragglerRule(silence: 20, fairTrial: 5, factor: 10, cutsForSlowness: 3)

    private func watch(bytes: Int64, lastByte: Double, cuts: Int = 0) -> StragglerRule.Watch {
        var watch = StragglerRule.Watch(at: 100)
        watch.came(bytes, at: lastByte)
        watch.cuts = cuts
        return watch
    }

    @Test func `a connection without a byte is silent, however slow the others are`() {
        #expect(rule.verdict(on: watch(bytes: 10, lastByte: 100), usual: nil, at: 119.9) == .fineSoFar)
        #expect(rule.verdict(on: watch(bytes: 10, lastByte: 100), usual: nil, at: 120) == .silent)
    }

    @Test func `slow is ten times slower than usual, after a fair trial`() {
        #expect(rule.verdict(on: watch(bytes: 10, lastByte: 103), usual: 1_000, at: 103) == .fine)
        #expect(rule.verdict(on: watch(bytes: 400, lastByte: 105), usual: 1_000, at: 105) == .slow)
        #expect(rule.verdict(on: watch(bytes: 600, lastByte: 105), usual: 1_000, at: 105) == .fineSoFar)
    }

    @Test func `a range that was cut for slowness often enough is left alone`() {
        #expect(rule.verdict(on: watch(bytes: 4, lastByte: 105, cuts: 2), usual: 1_000, at: 105) == .slow)
        #expect(rule.verdict(on: watch(bytes: 4, lastByte: 105, cuts: 3), usual: 1_000, at: 105) == .fineSoFar)
    }
}
