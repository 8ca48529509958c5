/// How often and when a request is tried again. The caller decides whether it may be: only idempotent requests get
/// another policy than `none`.
package struct RetryPolicy: Sendable, Hashable {
    /// Tries in all, the first one included.
    package var attempts: Int
    package var initialDelay: Duration
    package var longestDelay: Duration
    /// From the first try on; no wait is begun that would end later.
    package var deadline: Duration?
    /// Statuses that are tried again.
    package var statuses: Set<Int>

    package init(
        attempts: Int,
        initialDelay: Duration = .seconds(1),
        longestDelay: Duration = .seconds(60),
        deadline: Duration? = .seconds(300),
        statuses: Set<Int> = [408, 429, 500, 502, 503, 504]
    ) {
        self.attempts = attempts
        self.initialDelay = initialDelay
        self.longestDelay = longestDelay
        self.deadline = deadline
        self.statuses = statuses
    }

    package static let none = RetryPolicy(attempts: 1, statuses: [])
    package static let idempotent = RetryPolicy(attempts: 5, initialDelay: .milliseconds(500))
    /// For bytes of a long transfer, where giving up costs most.
    package static let persistent = RetryPolicy(attempts: 8, deadline: .seconds(900))
}
