import GoogleCloud
import Testing

struct BudgetsClientTests {
    @Test func `budgets of an account, and of one project`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = BudgetsClient(cloud.api)
            let account = "billingAccounts/0A1B2C-3D4E5F-678901"
            let all = try await client.budgets(of: account)
            #expect(all.map(\.displayName) == ["Demo budget"])
            #expect(all.first?.amount?.specifiedAmount?.units?.value == 200)
            #expect(all.first?.thresholdRules?.compactMap(\.thresholdPercent) == [0.5, 0.9])
            #expect(try await client.budgets(of: account, project: "demo-project") == all)
            #expect(try await client.budgets(of: account, project: "lean-project").isEmpty)
            let foreign = await SimulatedCloud.error { _ = try await client.budgets(of: "billingAccounts/A-B-C") }
            #expect(foreign?.code == .permissionDenied)
        }
    }
}
