import Domain
import Foundation
import Serving
import Testing

@Suite struct RunningCostTests {
    private static let now = Date(timeIntervalSince1970: 1_795_000_000)
    private static let price = InstancePrice(hour: .usd(2), source: "a test")
    private static let refusal = Problem(.permissionDenied, "No", detail: "not allowed")

    private static func counting(days: Int = 7) -> RunningCost {
        RunningCost(start: RunningCost.month(of: now), now: now, days: days)
    }

    private static func service(minimum: Int = 0, ageInDays: Double? = 30, state: ServiceState = .ready) throws
        -> Service
    {
        Service(
            id: try ServiceID(region: "us-central1", name: "s"), target: .project("project-1"), state: state,
            accelerator: "nvidia-l4", cpu: 8, memory: .gib(32), minInstances: minimum,
            createdAt: ageInDays.map { (now - $0 * 86_400).formatted(.iso8601) }
        )
    }

    private static func usage(
        seconds: Double? = nil, requests: Int? = nil, lastDaysAgo: Double = 0, instances: Int? = nil
    ) throws -> UsageReading {
        let id = try service().id
        let last = (now - lastDaysAgo * 86_400).formatted(.iso8601)
        return UsageReading(
            billableSeconds: .success(seconds.map { [id: $0] } ?? [:]),
            requests: .success(requests.map { [id: RequestCount(total: $0, lastDay: last)] } ?? [:]),
            instances: .success(instances.map { [id: $0] } ?? [:])
        )
    }

    @Test func `the month begins on its first day, UTC`() throws {
        let date = try Date("2026-11-27T23:59:59Z", strategy: .iso8601)
        #expect(RunningCost.month(of: date).formatted(.iso8601) == "2026-11-01T00:00:00Z")
    }

    @Test func `measured time costs what it costs`() throws {
        let cost = Self.counting().cost(
            of: try Self.service(minimum: 1), price: Self.price,
            usage: try Self.usage(seconds: 7200, requests: 5, instances: 2)
        )
        #expect(cost.basis == .measured)
        #expect(cost.monthToDate == .usd(4))
        #expect(cost.perHourNow == .usd(4))
        #expect(cost.requests == 5)
        #expect(cost.unusedDays == 0)
        #expect(cost.warnings.isEmpty)
    }

    @Test func `a service that scaled to zero has cost nothing, and that was measured`() throws {
        let cost = Self.counting().cost(of: try Self.service(), price: Self.price, usage: try Self.usage())
        #expect(cost.basis == .measured)
        #expect(cost.monthToDate?.nanos == 0)
        #expect(cost.instances == 0)
    }

    @Test func `what cannot be measured is estimated where something runs always, and unknown elsewhere`() throws {
        let usage = UsageReading(
            billableSeconds: .failure(Self.refusal), requests: .failure(Self.refusal), instances: .failure(Self.refusal)
        )
        let always = Self.counting().cost(
            of: try Self.service(minimum: 2, ageInDays: 1), price: Self.price, usage: usage)
        #expect(always.basis == .estimated)
        #expect(always.monthToDate == .usd(96))
        #expect(always.perHourNow == .usd(4))
        #expect(always.unusedDays == nil)
        #expect(always.requests == nil)
        #expect(always.warnings.isEmpty)
        let other = Self.counting().cost(of: try Self.service(), price: Self.price, usage: usage)
        #expect(other.basis == .unknown)
        #expect(other.monthToDate == nil)
        #expect(other.perHourNow == nil)
        #expect(other.notes.contains { $0.contains("not allowed") })
    }

    @Test func `an always running service that was never measured does not cost nothing`() throws {
        let cost = Self.counting().cost(
            of: try Self.service(minimum: 1, ageInDays: 0.5), price: Self.price, usage: try Self.usage())
        #expect(cost.basis == .estimated)
        #expect(cost.monthToDate == .usd(24))
    }

    @Test func `without a price nothing is said to cost nothing`() throws {
        let cost = Self.counting().cost(
            of: try Self.service(), price: nil, usage: try Self.usage(seconds: 100, instances: 1))
        #expect(cost.monthToDate == nil)
        #expect(cost.perHourNow == nil)
        #expect(cost.basis == .unknown)
        #expect(cost.billableSeconds == 100)
    }

    @Test(
        arguments: [
            (1, 3.0, 30.0, "idle-minimum", 3), (1, 0.5, 30, nil, 0), (0, 3, 30, nil, 3), (1, nil, 0.5, nil, 0),
            (1, nil, 2.5, "idle-minimum", 2), (0, nil, 30, "unused", 7), (0, nil, 3, nil, 3),
            (1, nil, 30, "idle-minimum", 7),
        ] as [(Int, Double?, Double, String?, Int)])
    func `idle services are warned about, new ones are not`(
        minimum: Int, lastAskedDaysAgo: Double?, age: Double, warning: String?, unused: Int
    ) throws {
        let usage = try Self.usage(
            seconds: 1, requests: lastAskedDaysAgo.map { _ in 1 }, lastDaysAgo: lastAskedDaysAgo ?? 0)
        let service = try Self.service(minimum: minimum, ageInDays: age)
        let cost = Self.counting().cost(of: service, price: Self.price, usage: usage)
        #expect(cost.warnings.map(\.code.rawValue) == [warning].compactMap(\.self))
        #expect(cost.unusedDays == unused)
    }

    @Test func `a service that was changed lately is not unused`() throws {
        var service = try Self.service(minimum: 1)
        service.updatedAt = (Self.now - 3600).formatted(.iso8601)
        let cost = Self.counting().cost(of: service, price: Self.price, usage: try Self.usage(seconds: 1))
        #expect(cost.unusedDays == 0)
        #expect(cost.warnings.isEmpty)
    }

    @Test func `tokens cost what their time costs at the rate of the proof, and are unknown without one`() throws {
        var service = try Self.service()
        let without = Self.counting().cost(of: service, price: Self.price, usage: try Self.usage())
        #expect(without.perMillionTokens == nil)
        service.proof = ServiceProof(
            revision: "r", at: "2026-11-20T00:00:00Z", firstTokenMilliseconds: 1, tokensPerSecond: 1000)
        let cost = Self.counting().cost(of: service, price: Self.price, usage: try Self.usage())
        #expect(abs((cost.perMillionTokens?.amount ?? 0) - 2 / 3.6) < 1e-6)
    }

    @Test func `a stopped service is not warned about, and one of unknown age neither`() throws {
        let stopped = try Self.service(minimum: 1, state: .stopped)
        #expect(Self.counting().cost(of: stopped, price: Self.price, usage: try Self.usage()).warnings.isEmpty)
        let ageless = try Self.service(minimum: 1, ageInDays: nil)
        let cost = Self.counting().cost(of: ageless, price: Self.price, usage: try Self.usage())
        #expect(cost.unusedDays == nil)
        #expect(cost.warnings.isEmpty)
        #expect(cost.monthToDate == nil)
    }
}
