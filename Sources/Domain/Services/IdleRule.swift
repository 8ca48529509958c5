/// When a manager that serves stops services by itself: a person's wish, kept in the project's settings.
package struct IdleRule: Sendable, Hashable, Codable {
    /// A day's use must be complete before it counts, and Google keeps six weeks.
    package static let allowedDays = 1...UsageReading.mostDays

    /// Days without a request after which a service is stopped.
    package var days: Int
    /// Also services that have scaled to zero. They cost nothing while nobody asks; stopping them makes sure of that.
    package var includesScaledToZero: Bool

    /// - Throws: `invalid-request` for days out of ``allowedDays``.
    package init(days: Int, includesScaledToZero: Bool = false) throws(Problem) {
        guard Self.allowedDays.contains(days) else {
            throw Problem(
                .invalidRequest, "Not a number of days for the rule",
                detail: "\(days) days; requests are known for \(Self.allowedDays.upperBound) days",
                fix: "Choose \(Self.allowedDays.lowerBound) to \(Self.allowedDays.upperBound) days."
            )
        }
        self.days = days
        self.includesScaledToZero = includesScaledToZero
    }
}

/// What the rule did, or did not do, with one service.
package struct IdleOutcome: Sendable, Hashable, Codable {
    package enum Action: String, Sendable, Hashable, Codable, CaseIterable { case stopped, kept, failed }

    package var id: ServiceID
    package var action: Action
    package var why: String

    package init(id: ServiceID, action: Action, why: String) {
        self.id = id
        self.action = action
        self.why = why
    }
}
