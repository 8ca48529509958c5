package import Domain

/// A budget that a project's costs count against.
package struct BudgetFact: Sendable, Hashable {
    package enum Scope: Sendable, Hashable {
        /// The project alone, or with others by name.
        case project
        /// A folder or an organization, which the project may be in.
        case ancestor
        /// All of the billing account.
        case account
    }

    package var name: String
    /// nil: what was spent in the period before.
    package var amount: Money?
    /// `month`, `quarter`, `year`; nil for a period of its own.
    package var period: String?
    /// Parts of the amount at which people are told: 0.5 is half.
    package var alerts: [Double]
    package var scope: Scope

    package init(name: String, amount: Money?, period: String?, alerts: [Double], scope: Scope) {
        self.name = name
        self.amount = amount
        self.period = period
        self.alerts = alerts
        self.scope = scope
    }
}

package struct BudgetListing: Sendable, Hashable {
    package var budgets: [BudgetFact]
    /// False when only the project's own could be seen: one of the whole account may exist.
    package var isWhole: Bool

    package init(budgets: [BudgetFact], isWhole: Bool) {
        self.budgets = budgets
        self.isWhole = isWhole
    }
}
