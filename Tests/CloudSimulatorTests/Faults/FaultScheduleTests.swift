import Foundation
import Testing

@testable import CloudSimulator

struct FaultScheduleTests {
    private func decisions(_ rules: [FaultRule], seed: UInt64 = 1, requests: Int, path: String = "/a") -> [Bool] {
        var schedule = FaultSchedule(plan: FaultPlan(rules: rules), seed: seed)
        return (0..<requests).map { _ in schedule.decide(listener: .storage, method: "GET", target: path) != nil }
    }

    @Test func `a rule fires once unless it says more`() {
        let rule = FaultRule(action: FaultAction(.status, status: 503))
        #expect(decisions([rule], requests: 3) == [true, false, false])
    }

    @Test func `skip lets requests pass, count limits how often it fires`() {
        let rule = FaultRule(skip: 2, count: 2, action: FaultAction(.resetBeforeResponse))
        #expect(decisions([rule], requests: 6) == [false, false, true, true, false, false])
    }

    @Test func `every fires on each n-th matching request, for ever without a count`() {
        let rule = FaultRule(count: nil, every: 3, action: FaultAction(.loseResponse))
        #expect(decisions([rule], requests: 7) == [true, false, false, true, false, false, true])
    }

    @Test func `the first due rule decides and the others still count the request`() {
        let first = FaultRule(action: FaultAction(.status, status: 500))
        let second = FaultRule(skip: 1, action: FaultAction(.status, status: 429))
        var schedule = FaultSchedule(plan: FaultPlan(rules: [first, second]), seed: 1)
        let statuses = (0..<3).map { _ in
            schedule.decide(listener: .google, method: "GET", target: "/")?.status
        }
        #expect(statuses == [500, 429, nil])
    }

    @Test func `the same seed draws the same faults, another one others`() {
        let rule = FaultRule(count: nil, probability: 0.5, action: FaultAction(.status))
        let one = decisions([rule], seed: 7, requests: 64)
        #expect(one == decisions([rule], seed: 7, requests: 64))
        #expect(one != decisions([rule], seed: 8, requests: 64))
        #expect(one.contains(true) && one.contains(false))
    }

    @Test(arguments: [
        (FaultRule(listener: .storage, action: FaultAction(.status)), true),
        (FaultRule(listener: .google, action: FaultAction(.status)), false),
        (FaultRule(method: "get", action: FaultAction(.status)), true),
        (FaultRule(method: "PUT", action: FaultAction(.status)), false),
        (FaultRule(path: "/storage/", action: FaultAction(.status)), true),
        (FaultRule(path: "/upload/", action: FaultAction(.status)), false),
        (FaultRule(pattern: "alt=media$", action: FaultAction(.status)), true),
        (FaultRule(pattern: "uploadId=", action: FaultAction(.status)), false),
    ])
    func `a rule matches by listener, method, path and pattern`(rule: FaultRule, expected: Bool) {
        let target = "/storage/v1/b/models/o/x?alt=media"
        #expect(rule.matches(listener: .storage, method: "GET", target: target) == expected)
    }

    @Test func `a rule reads from JSON with its defaults`() throws {
        let text = #"{"listener":"huggingface","path":"/org/","action":{"kind":"truncate","bytes":10}}"#
        let rule = try JSONDecoder().decode(FaultRule.self, from: Data(text.utf8))
        #expect(rule.count == 1 && rule.skip == 0 && rule.every == 1)
        #expect(rule.action == FaultAction(.truncate, bytes: 10))
    }
}
