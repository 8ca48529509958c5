import Domain
import Serving
import Testing

@testable import ControlPlane

struct QuotaMathTests {
    private static let region = "us-central1"
    private static let plain = "NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion"
    private static let zonal = "NvidiaL4GpuAllocPerProjectRegion"
    private static let milli = "NvidiaRtxPro6000GpuAllocNoZonalRedundancyPerProjectRegion"

    private func quota(_ id: String, _ value: Int64, unit: String = "1") -> QuotaFact {
        QuotaFact(id: id, unit: unit, values: [Self.region: value])
    }

    private func use(_ gpus: Double, isRedundant: Bool = false, cpu: Double = 0) -> UsageFact {
        UsageFact(
            service: "s", accelerator: "nvidia-l4", hasZonalRedundancy: isRedundant, gpus: gpus, cpu: cpu, memory: 0
        )
    }

    private func row(
        _ quotas: [QuotaFact], _ usage: [UsageFact]? = [], _ accelerator: Accelerator = AcceleratorCatalog.l4
    ) -> RegionQuota {
        QuotaMath(quotas: quotas, usage: usage.map { [Self.region: $0] } ?? [:], requestLink: "l")
            .row(accelerator, in: Self.region)
    }

    @Test func `what is left is the quota less the most instances of all services`() {
        let row = row([quota(Self.plain, 3), quota(Self.zonal, 2)], [use(1), use(1), use(1, isRedundant: true)])
        #expect(row.withoutZonalRedundancy == .init(limit: 3, used: 2))
        #expect(row.withoutZonalRedundancy?.left == 1)
        #expect(row.withZonalRedundancy?.left == 1)
        #expect(row.fits.map(\.withoutZonalRedundancy) == [1, 1])
    }

    @Test func `more taken than granted leaves nothing, not less`() {
        #expect(row([quota(Self.plain, 1)], [use(100)]).withoutZonalRedundancy?.left == 0)
    }

    @Test func `what could not be counted leaves an unknown rest and no answer of what fits`() {
        let row = row([quota(Self.plain, 3)], nil)
        #expect(row.withoutZonalRedundancy?.limit == 3)
        #expect(row.withoutZonalRedundancy?.left == nil)
        #expect(row.fits.allSatisfy { $0.withoutZonalRedundancy == nil })
    }

    @Test func `nothing granted leaves nothing, whatever is taken`() {
        #expect(row([quota(Self.plain, 0)], nil).withoutZonalRedundancy?.left == 0)
    }

    @Test(arguments: [(3000, "{milli_gpu}", 3.0), (3000, "1", 3.0), (2, "1", 2.0), (500, "{milli_gpu}", 0.5)])
    func `thousandths of a GPU are recognised`(_ value: Int64, _ unit: String, _ gpus: Double) {
        let row = row([quota(Self.milli, value, unit: unit)], [], AcceleratorCatalog.rtxPro6000)
        #expect(row.withoutZonalRedundancy?.limit == gpus)
    }

    @Test func `a quota of minus one has no limit and bounds nothing`() {
        let row = row([quota(Self.plain, -1), quota("CpuAllocPerProjectRegion", 16_000)])
        #expect(row.withoutZonalRedundancy?.isUnlimited == true)
        // 16 vCPU: two instances of 8.
        #expect(row.fits.last?.withoutZonalRedundancy == 2)
        #expect(row.fits.last?.boundBy == "CPU")
    }

    @Test func `memory in bytes and CPU in thousandths bound what fits`() {
        let memory = quota("MemAllocPerProjectRegion", 32 << 30, unit: "By")
        let row = row([quota(Self.plain, 5), quota("CpuAllocPerProjectRegion", 100_000), memory], [use(0, cpu: 20)])
        #expect(row.cpu == .init(limit: 100, used: 20))
        #expect(row.fits.map(\.withoutZonalRedundancy) == [2, 1])
        #expect(row.fits.map(\.boundBy) == ["memory", "memory"])
    }

    @Test func `a quota that Google does not name is no answer`() {
        let row = row([])
        #expect(row.withoutZonalRedundancy == nil)
        #expect(row.fits.allSatisfy { $0.withoutZonalRedundancy == nil })
    }
}
