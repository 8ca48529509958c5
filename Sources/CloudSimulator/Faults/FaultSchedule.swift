/// The plan with its counters: a pure value that decides, request by request, what fails.
package struct FaultSchedule: Sendable, Codable {
    /// A rule and how often it has been asked and has fired.
    package struct Entry: Sendable, Codable {
        package var rule: FaultRule
        package var matched = 0
        package var fired = 0
    }

    package private(set) var entries: [Entry]
    private var random: SplitMix64

    package init(plan: FaultPlan, seed: UInt64) {
        entries = plan.rules.map { Entry(rule: $0) }
        random = SplitMix64(state: seed)
    }

    /// Adds rules behind those that are there.
    package mutating func add(_ rules: [FaultRule]) {
        entries += rules.map { Entry(rule: $0) }
    }

    package mutating func removeAll() {
        entries = []
    }

    /// The action for this request, `nil` when it shall pass. Every matching rule counts the request.
    package mutating func decide(listener: SimulatorListener, method: String, target: String) -> FaultAction? {
        var decision: FaultAction?
        for index in entries.indices {
            let rule = entries[index].rule
            guard rule.matches(listener: listener, method: method, target: target) else { continue }
            entries[index].matched += 1
            let turn = entries[index].matched - rule.skip
            guard decision == nil, turn > 0, (turn - 1) % rule.every == 0 else { continue }
            if let count = rule.count, entries[index].fired >= count { continue }
            if rule.probability < 1, random.unit() >= rule.probability { continue }
            entries[index].fired += 1
            decision = rule.action
        }
        return decision
    }
}
