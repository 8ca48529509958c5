package import Domain

/// `GET /api/services/idle-rule`.
package struct IdleRuleView: Sendable, Hashable, Codable {
    /// Days without a request after which a service is stopped; missing: no service is stopped by itself.
    package var days: Int?
    package var includesScaledToZero: Bool

    package init(_ rule: IdleRule?) {
        days = rule?.days
        includesScaledToZero = rule?.includesScaledToZero ?? false
    }
}

/// `PUT /api/services/idle-rule`.
package struct IdleRuleRequest: Sendable, Hashable, Codable {
    package var days: Int
    /// Also services that have scaled to zero; left out: only those whose minimum instances run.
    package var includesScaledToZero: Bool?

    package init(days: Int, includesScaledToZero: Bool? = nil) {
        self.days = days
        self.includesScaledToZero = includesScaledToZero
    }

    package func rule() throws(Problem) -> IdleRule {
        try IdleRule(days: days, includesScaledToZero: includesScaledToZero ?? false)
    }
}
