import ControlPlane
import Domain
import TestSupport
import Testing

struct ServicesCostsTests {
    @Test func `the costs of services add up, and what is unknown is counted as unknown`() async throws {
        let world = FakeWorld()
        let id = try ServiceID(region: "us-central1", name: "svc")
        world.runtime.meter.reading = UsageReading(
            billableSeconds: .success([id: 3600]), requests: .success([:]), instances: .success([id: 1]))
        let report = try await world.controlPlane().services.costs(world.admin)
        #expect(report.services.map(\.id) == [id])
        #expect(report.monthToDate == .usd(1.5))
        #expect(report.perHourNow == .usd(1.5))
        #expect(report.unknown == 0)
        #expect(report.from.hasSuffix("-01T00:00:00Z"))
        world.runtime.meter.price = nil
        let unpriced = try await world.controlPlane().services.costs(world.admin)
        #expect(unpriced.monthToDate == nil)
        #expect(unpriced.unknown == 1)
    }

    @Test func `a refusal of Monitoring is told once, beside the services`() async throws {
        let world = FakeWorld()
        world.runtime.meter.reading = UsageReading(
            billableSeconds: .failure(FakeMeter.refusal), requests: .failure(FakeMeter.refusal),
            instances: .failure(FakeMeter.refusal))
        let report = try await world.controlPlane().services.costs(world.admin)
        #expect(report.problems.map(\.code) == [.permissionDenied])
        #expect(report.services.map(\.basis) == [.unknown])
    }

    @Test func `a region that does not answer is told, and costs of the others are known`() async throws {
        let world = FakeWorld()
        let id = try ServiceID(region: "us-central1", name: "svc")
        world.runtime.meter.reading = UsageReading(
            billableSeconds: .success([id: 3600]), requests: .success([:]), instances: .success([id: 1]))
        let problem = Problem(.unavailable, "The region does not answer", detail: "europe-west4")
        world.runtime.unseen = [.init(region: "europe-west4", problem: problem)]
        let report = try await world.controlPlane().services.costs(world.admin)
        #expect(report.monthToDate == .usd(1.5))
        #expect(report.problems == [problem])
    }

    @Test(arguments: [0, 41]) func `days that Google does not keep are refused`(_ days: Int) async throws {
        let world = FakeWorld()
        await #expect(throws: Problem.self) { try await world.controlPlane().services.costs(world.admin, days: days) }
    }
}
