import Foundation
import HTTPTypes
import Hummingbird

/// `billingbudgets.googleapis.com`, v1: budgets of the simulated billing account.
struct BudgetsAPI: Sendable {
    private let projects: ProjectRegistry
    private let stored: StoredState<[JSONValue]>
    private static let account = "billingAccounts/0A1B2C-3D4E5F-678901"

    /// Begins with one budget, of the demo project.
    init(_ state: StateDirectory, projects: ProjectRegistry) throws {
        self.projects = projects
        let first: JSONValue = [
            "name": .string("\(Self.account)/budgets/00000000-0000-0000-0000-000000000001"),
            "displayName": "Demo budget", "etag": "1", "ownershipScope": "ALL_USERS",
            "budgetFilter": [
                "projects": ["projects/100000000001"], "calendarPeriod": "MONTH",
                "creditTypesTreatment": "INCLUDE_ALL_CREDITS",
            ],
            "amount": ["specifiedAmount": ["currencyCode": "USD", "units": "200"]],
            "thresholdRules": [
                ["thresholdPercent": .number(0.5), "spendBasis": "CURRENT_SPEND"],
                ["thresholdPercent": .number(0.9), "spendBasis": "CURRENT_SPEND"],
            ],
        ]
        stored = try StoredState(state, "budgets.json", initial: [first])
    }

    private static let shape: JSONShape = .object([
        "name": .string, "displayName": .string, "etag": .string,
        "ownershipScope": .enumeration(["ALL_USERS", "BILLING_ACCOUNT", "OWNERSHIP_SCOPE_UNSPECIFIED"]),
        "budgetFilter": .object([
            "projects": .array(.string), "resourceAncestors": .array(.string), "services": .array(.string),
            "subaccounts": .array(.string), "creditTypes": .array(.string), "labels": .any, "customPeriod": .any,
            "creditTypesTreatment": .string, "calendarPeriod": .enumeration(["MONTH", "QUARTER", "YEAR"]),
        ]),
        "amount": .object([
            "specifiedAmount": .object(["currencyCode": .string, "units": .integer, "nanos": .integer]),
            "lastPeriodAmount": .object([:]),
        ]),
        "thresholdRules": .array(.object(["thresholdPercent": .any, "spendBasis": .string])),
        "notificationsRule": .any,
    ])

    func addRoutes(to table: inout GoogleRouteTable) {
        table.on(
            .get, "v1/billingAccounts/{account}/budgets", query: ["pageSize", "pageToken", "scope"]
        ) { call in
            try check(call["account"])
            guard let scope = call.query["scope"], !scope.isEmpty else {
                return try call.list("budgets", stored.current, standard: 100, maximum: 100)
            }
            guard scope.hasPrefix("projects/") else {
                throw GoogleError.invalidArgument("Only project scope is supported.", field: "scope")
            }
            let name = String(scope.dropFirst("projects/".count))
            let project = try projects.require("billing.resourcebudgets.read", on: name)
            let own = stored.current.filter { budget in
                budget["budgetFilter"]?["projects"]?.array?.contains(.string("projects/\(project.number)")) ?? false
            }
            return try call.list("budgets", own, standard: 100, maximum: 100)
        }
        table.on(.post, "v1/billingAccounts/{account}/budgets") { call in
            try check(call["account"])
            var budget = try await call.body(Self.shape).object ?? [:]
            guard budget["amount"]?["specifiedAmount"] != nil || budget["amount"]?["lastPeriodAmount"] != nil else {
                throw GoogleError.invalidArgument("Budget amount is required.", field: "budget.amount")
            }
            for name in budget["budgetFilter"]?["projects"]?.array ?? [] {
                let id = name.string.map { $0.replacing("projects/", with: "") } ?? ""
                guard projects.find(id) != nil || projects.all.contains(where: { $0.number == id }) else {
                    throw GoogleError.invalidArgument(
                        "Project \(id) is not valid.", field: "budget.budget_filter.projects")
                }
            }
            budget["name"] = .string("\(Self.account)/budgets/\(UUID().uuidString.lowercased())")
            budget["etag"] = "1"
            let made = JSONValue.object(budget)
            try stored.update { $0.append(made) }
            return try call.json(made)
        }
        table.on(.delete, "v1/billingAccounts/{account}/budgets/{budget}") { call in
            try check(call["account"])
            let name = "\(Self.account)/budgets/\(call["budget"])"
            try stored.update { budgets in
                guard let place = budgets.firstIndex(where: { $0["name"]?.string == name }) else {
                    throw GoogleError.notFound("Requested entity was not found.")
                }
                budgets.remove(at: place)
            }
            return try call.json([:])
        }
    }

    /// There is one billing account; others look as if we had no right to them.
    private func check(_ account: String) throws {
        guard "billingAccounts/\(account)" == Self.account else {
            throw GoogleError(
                .forbidden, "PERMISSION_DENIED", "The caller does not have permission", reason: "forbidden")
        }
    }
}
