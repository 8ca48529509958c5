import Outbound
import Testing

struct RetryScheduleTests {
    @Test func `waits double up to the longest`() {
        var schedule = RetrySchedule(RetryPolicy(attempts: 6, longestDelay: .seconds(5), deadline: nil))
        let waits = (0..<6).map { _ in schedule.delay(hint: nil, elapsed: .zero, random: 1) }
        #expect(waits == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5), nil])
    }

    @Test func `no wait ends after the deadline`() {
        var schedule = RetrySchedule(RetryPolicy(attempts: 9, deadline: .seconds(10)))
        let tooLong = schedule.delay(hint: .seconds(11), elapsed: .zero, random: 0)
        #expect(tooLong == nil)
        let inTime = schedule.delay(hint: .seconds(5), elapsed: .seconds(4), random: 0)
        #expect(inTime == .seconds(5))
        let late = schedule.delay(hint: nil, elapsed: .seconds(10), random: 0.9)
        #expect(late == nil)
    }
}
