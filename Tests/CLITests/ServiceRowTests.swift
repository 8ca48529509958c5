import API
import CLI
import Domain
import Testing

struct ServiceRowTests {
    private static func row(_ cost: ServiceCost?, hasCosts: Bool = true) throws -> [String: String] {
        let service = Service(
            id: try ServiceID(region: "us-central1", name: "s"), target: .project("project-1"), state: .ready)
        let row = ServiceRow(
            service: ServiceView(service), cost: cost.map(ServiceCostView.init), hasCosts: hasCosts)
        return Dictionary(uniqueKeysWithValues: zip(ServiceRow.header, row.cells))
    }

    private static func cost(_ basis: ServiceCost.Basis, month: Money?) throws -> ServiceCost {
        ServiceCost(
            id: try ServiceID(region: "us-central1", name: "s"), state: "ready", minInstances: 1, instances: 2,
            perHourNow: .usd(1.42), monthToDate: month, basis: basis)
    }

    @Test func `a line of the list says what a service has cost and what it costs now`() throws {
        let row = try Self.row(try Self.cost(.measured, month: .usd(12.3)))
        #expect(row["THIS MONTH"] == "12.30 USD")
        #expect(row["AN HOUR NOW"] == "1.42 USD")
        #expect(row["INSTANCES"] == "2")
        #expect(try Self.row(try Self.cost(.estimated, month: .usd(3)))["THIS MONTH"] == "at least 3.00 USD")
    }

    @Test func `what is not known is unknown, and what was not asked for is left out`() throws {
        #expect(try Self.row(try Self.cost(.unknown, month: nil))["THIS MONTH"] == "unknown")
        #expect(try Self.row(nil)["AN HOUR NOW"] == "unknown")
        #expect(try Self.row(nil, hasCosts: false)["THIS MONTH"] == "-")
    }
}
