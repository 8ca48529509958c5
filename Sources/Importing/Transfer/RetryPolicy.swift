import Domain

/// Waits between two tries; injected, so that tests do not wait.
package typealias Sleeper = @Sendable (Duration) async throws -> Void

/// How often and how long a failed step is tried again: exponential, full jitter, bounded.
package struct RetryPolicy: Sendable, Hashable {
    /// Tries in all.
    package var attempts: Int
    package var base: Duration
    package var cap: Duration

    package init(attempts: Int = 7, base: Duration = .milliseconds(500), cap: Duration = .seconds(20)) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
    }

    /// - Parameters:
    ///   - attempt: how many tries have failed, from 1.
    ///   - chance: 0..<1.
    package func delay(after attempt: Int, chance: Double) -> Duration {
        let doubled = base * (1 << min(max(attempt - 1, 0), 16))
        return min(doubled, cap) * chance
    }

    /// Whether an error says that the same call may succeed later. Errors of other layers count as broken connections.
    package static func isRetryable(_ error: any Error) -> Bool {
        if error is CancellationError { return false }
        return (error as? Problem)?.isRetryable ?? true
    }

    /// Runs an idempotent step until it succeeds, fails for good, or has been tried often enough.
    package func callAsFunction<Result: Sendable>(
        sleep: Sleeper, _ step: @Sendable () async throws -> Result
    ) async throws -> Result {
        var failures = 0
        while true {
            do {
                return try await step()
            } catch {
                failures += 1
                guard failures < attempts, Self.isRetryable(error), !Task.isCancelled else { throw error }
                try await sleep(delay(after: failures, chance: .random(in: 0..<1)))
            }
        }
    }
}
