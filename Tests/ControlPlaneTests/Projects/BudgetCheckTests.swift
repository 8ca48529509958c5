import Domain
import TestSupport
import Testing

@testable import ControlPlane

struct BudgetCheckTests {
    private static func line(_ listing: BudgetListing) async throws -> ProjectCheck {
        let world = FakeWorld()
        world.facts.state.budgets = listing
        let checks = try await world.controlPlane().projects.check(world.admin, "my-project")
        return try #require(checks.first { $0.id == "billing.budget" })
    }

    private static func budget(_ scope: BudgetFact.Scope, alerts: [Double] = [0.5, 0.9]) -> BudgetFact {
        BudgetFact(name: "GPU", amount: .usd(500), period: "month", alerts: alerts, scope: scope)
    }

    @Test func `a budget that tells somebody is in order`() async throws {
        for scope in [BudgetFact.Scope.project, .account] {
            let line = try await Self.line(BudgetListing(budgets: [Self.budget(scope)], isWhole: true))
            #expect(line.state == .ok)
            #expect(line.detail == "‘GPU’: 500.00 USD a month, told at 50 %, 90 %")
            #expect(line.command == nil)
        }
    }

    @Test func `no budget, or one that tells nobody, is a warning with the command that mends it`() async throws {
        let none = try await Self.line(BudgetListing(budgets: [], isWhole: true))
        #expect(none.state == .warning)
        #expect(none.command?.contains("--filter-projects=projects/my-project") == true)
        let silent = try await Self.line(BudgetListing(budgets: [Self.budget(.project, alerts: [])], isWhole: true))
        #expect(silent.state == .warning)
    }

    @Test func `what cannot be seen whole is unknown and never fine`() async throws {
        let hidden = try await Self.line(BudgetListing(budgets: [], isWhole: false))
        #expect(hidden.state == .unknown)
        #expect(hidden.permission == "billing.budgets.list")
        let above = try await Self.line(BudgetListing(budgets: [Self.budget(.ancestor)], isWhole: true))
        #expect(above.state == .unknown)
    }
}
