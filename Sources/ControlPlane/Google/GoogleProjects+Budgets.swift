package import Domain
import GoogleCloud

extension GoogleProjects {
    package func budgets(of project: Domain.Project, account: String) async throws -> BudgetListing {
        try await asking("the budgets of \(account)") {
            let client = BudgetsClient(api)
            do {
                let all = try await client.budgets(of: account)
                return BudgetListing(budgets: all.filter { Self.watches($0, project) }.map(Self.fact), isWhole: true)
            } catch let error as GoogleCloudError where error.code == .permissionDenied {
                // Who may not see the account's budgets may still see those of the project alone.
                let own = try await client.budgets(of: account, project: project.id)
                return BudgetListing(budgets: own.map(Self.fact), isWhole: false)
            }
        }
    }

    /// Whether the project's costs count against the budget. One of folders or organizations may or may not: it is told.
    private static func watches(_ budget: BudgetsClient.Budget, _ project: Domain.Project) -> Bool {
        let projects = budget.budgetFilter?.projects ?? []
        if projects.isEmpty { return true }
        return projects.contains("projects/\(project.id)")
            || project.number.map { projects.contains("projects/\($0)") } ?? false
    }

    private static func fact(_ budget: BudgetsClient.Budget) -> BudgetFact {
        let filter = budget.budgetFilter
        let isOfProject = !(filter?.projects ?? []).isEmpty
        let isOfAncestor = !(filter?.resourceAncestors ?? []).isEmpty
        return BudgetFact(
            name: budget.displayName ?? "",
            amount: budget.amount?.specifiedAmount.map {
                Money(currency: $0.currencyCode ?? "USD", units: $0.units?.value ?? 0, nanos: $0.nanos ?? 0)
            },
            period: filter?.calendarPeriod?.lowercased(),
            alerts: (budget.thresholdRules ?? []).compactMap(\.thresholdPercent).sorted(),
            scope: isOfProject ? .project : isOfAncestor ? .ancestor : .account
        )
    }
}
