/// When to try again: a value that counts tries, so that every story of it is a test without a clock.
package struct RetrySchedule: Sendable {
    private let policy: RetryPolicy
    /// Tries that have failed.
    private var failures = 0

    package init(_ policy: RetryPolicy) {
        self.policy = policy
    }

    /// The wait before the next try, nil when this failure was the last.
    ///
    /// Exponential with full jitter; a server's own wish is kept and only a little jitter added to it, so that many
    /// clients do not come back at the same moment. A wish beyond the deadline ends the tries.
    /// - Parameters:
    ///   - hint: how long the server asked to wait.
    ///   - elapsed: since the first try began.
    ///   - random: from 0 up to, not including, 1.
    package mutating func delay(hint: Duration?, elapsed: Duration, random: Double) -> Duration? {
        failures += 1
        guard failures < policy.attempts else { return nil }
        let doubled = policy.initialDelay * (1 << min(failures - 1, 20))
        let ceiling = min(doubled, policy.longestDelay)
        let wait = hint.map { $0 + policy.initialDelay * (random * 0.5) } ?? ceiling * random
        if let deadline = policy.deadline, elapsed + wait > deadline { return nil }
        return wait
    }
}
