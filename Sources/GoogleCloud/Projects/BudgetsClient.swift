import Outbound

/// Cloud Billing Budgets (`billingbudgets.googleapis.com`, v1).
package struct BudgetsClient: Sendable {
    package struct Budget: Sendable, Hashable, Decodable {
        package struct Filter: Sendable, Hashable, Decodable {
            /// `projects/NUMBER`; none for all of the account.
            package var projects: [String]?
            /// `folders/NUMBER`, `organizations/NUMBER`.
            package var resourceAncestors: [String]?
            /// `MONTH`, `QUARTER`, `YEAR`; none with a custom period.
            package var calendarPeriod: String?
        }
        package struct Amount: Sendable, Hashable, Decodable {
            /// `google.type.Money`.
            package var specifiedAmount: BillingClient.SKU.Price.Money?
        }
        package struct Threshold: Sendable, Hashable, Decodable {
            /// 0.5 for half of the amount.
            package var thresholdPercent: Double?
            /// `CURRENT_SPEND` or `FORECASTED_SPEND`.
            package var spendBasis: String?
        }
        package var name: String?
        package var displayName: String?
        package var budgetFilter: Filter?
        package var amount: Amount?
        package var thresholdRules: [Threshold]?
    }

    package let api: GoogleAPIClient

    package init(_ api: GoogleAPIClient) { self.api = api }

    /// The budgets of a billing account, as far as the caller may see them.
    ///
    /// Takes `billing.budgets.list` on the account; with a project, `billing.resourcebudgets.read` on that project.
    /// - Parameters:
    ///   - account: `billingAccounts/ACCOUNT_ID`.
    ///   - project: only those that track this project's costs.
    package func budgets(of account: String, project: String? = nil) async throws -> [Budget] {
        struct Answer: Decodable {
            var budgets: [Budget]?
            var nextPageToken: String?
        }
        let id = account.split(separator: "/").last.map(String.init) ?? account
        var found: [Budget] = []
        var token: String?
        repeat {
            var query = [("pageSize", "100")]
            if let project { query.append(("scope", "projects/\(project)")) }
            if let token { query.append(("pageToken", token)) }
            let path = "/v1/billingAccounts/\(PercentEncoding.component(id))/budgets"
            let page = try await api.send(GoogleRequest(.get, .billingBudgets, path, query: query), as: Answer.self)
            found += page.budgets ?? []
            token = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return found
    }
}
