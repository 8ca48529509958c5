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

/// What the rule did with one service.
package struct IdleOutcomeView: Sendable, Hashable, Codable {
    package var region: String
    package var name: String
    /// `stopped`, `kept` or `failed`.
    package var action: IdleOutcome.Action
    package var why: String

    package init(_ outcome: IdleOutcome) {
        region = outcome.id.region
        name = outcome.id.name
        action = outcome.action
        why = outcome.why
    }
}

/// `POST /api/services/apply-idle-rule`.
package struct IdleOutcomeList: Sendable, Hashable, Codable {
    package var outcomes: [IdleOutcomeView]
    package init(outcomes: [IdleOutcomeView]) { self.outcomes = outcomes }
}
