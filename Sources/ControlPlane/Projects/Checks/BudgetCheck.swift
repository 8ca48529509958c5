import Domain

/// Whether somebody is told when the project costs more than was meant. Part of the question about billing, because a
/// budget is looked up by the billing account.
struct BudgetCheck: Sendable {
    var account: String

    func line(_ scene: CheckScene) async -> ProjectCheck {
        do {
            let project = try await scene.facts.project(scene.project)
            let listing = try await scene.facts.budgets(of: project, account: account)
            return judged(listing, scene)
        } catch {
            var check = base(.unknown, "", scene)
                .unknown(error, needs: "billing.resourcebudgets.read", api: "billingbudgets")
            check.hint = check.hint ?? "Look at the account's budgets in the Cloud console."
            return check
        }
    }

    private func judged(_ listing: BudgetListing, _ scene: CheckScene) -> ProjectCheck {
        let sure = listing.budgets.filter { $0.scope != .ancestor }
        let telling = sure.filter { !$0.alerts.isEmpty }
        if !telling.isEmpty {
            return base(.ok, telling.prefix(3).map(Self.text).joined(separator: "; "), scene)
        }
        if let silent = sure.first {
            return base(.warning, "\(Self.text(silent)): nobody is told", scene)
        }
        var check = base(.warning, "no budget watches this project's costs", scene)
        if let above = listing.budgets.first {
            check.state = .unknown
            check.detail =
                "\(Self.text(above)), of a folder or organization: whether this project is in it is not known"
        } else if !listing.isWhole {
            check.state = .unknown
            check.detail = "no budget of this project alone; budgets of the whole account may not be looked at"
            check.permission = "billing.budgets.list"
        }
        return check
    }

    /// `‘GPU’: 500.00 USD a month, told at 50 %, 90 %`.
    private static func text(_ budget: BudgetFact) -> String {
        let amount = budget.amount?.text ?? "as much as in the period before"
        let period = budget.period.map { " a \($0)" } ?? ""
        let alerts = budget.alerts.map { "\(Int(($0 * 100).rounded())) %" }.joined(separator: ", ")
        return "‘\(budget.name)’: \(amount)\(period)" + (alerts.isEmpty ? ", no alert" : ", told at \(alerts)")
    }

    private func base(_ state: ProjectCheck.State, _ detail: String, _ scene: CheckScene) -> ProjectCheck {
        let id = account.split(separator: "/").last.map(String.init) ?? account
        return ProjectCheck(
            id: "billing.budget", group: .billing, title: "Budget", state: state, detail: detail,
            why: "A GPU instance that is kept warm is billed day and night; a budget tells you, but stops nothing.",
            command: state == .ok
                ? nil
                : "gcloud billing budgets create --billing-account=\(id) --display-name=llm-manager "
                    + "--budget-amount=100USD --filter-projects=projects/\(scene.project) --threshold-rule=percent=0.5 "
                    + "--threshold-rule=percent=0.9",
            link: scene.links.budgets(of: account)
        )
    }
}
