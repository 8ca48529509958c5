/// Time and chance for the retry loop; tests bring their own and do not sleep.
package struct Pacer: Sendable {
    /// Monotonic, since some fixed moment.
    package var now: @Sendable () -> Duration
    package var sleep: @Sendable (Duration) async throws -> Void
    /// From 0 up to, not including, 1.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    package static let system: Pacer = {
        let start = ContinuousClock.now
        return Pacer(
            now: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) },
            random: { Double.random(in: 0..<1) }
        )
    }()

    /// Calls `operation` until it succeeds, fails for good, or `policy` ends.
    ///
    /// - Throws: the last error of `operation`; `CancellationError` as soon as the task is cancelled.
    package func retrying<Value>(
        _ policy: RetryPolicy,
        _ operation: () async throws -> Value
    ) async throws -> Value {
        var schedule = RetrySchedule(policy)
        let start = now()
        while true {
            do {
                return try await operation()
            } catch let error as any RetryableError where error.isRetryable {
                try Task.checkCancellation()
                let elapsed = now() - start
                guard let wait = schedule.delay(hint: error.retryAfter, elapsed: elapsed, random: random()) else {
                    throw error
                }
                try await sleep(wait)
            }
        }
    }
}
