import Domain
import Serving
import Testing

@Suite struct PriceListTests {
    private func sku(
        _ text: String, _ nanos: Int64..., region: String = "us-east4", usage: String = "OnDemand", unit: String = "s",
        base: (String, Double)? = nil, isGlobal: Bool = false
    ) -> PriceSKU {
        PriceSKU(
            description: text, usageType: usage, regions: isGlobal ? [] : [region], isGlobal: isGlobal, unit: unit,
            baseUnit: base?.0, baseUnitsPerUnit: base?.1, tiers: nanos.map { Money(nanos: $0) })
    }

    static func egress(_ text: String, _ nanos: Int64, usage: String = "OnDemand", unit: String = "GiBy") -> PriceSKU {
        PriceSKU(
            description: text, usageType: usage, regions: ["global"], isGlobal: false, unit: unit,
            tiers: [Money(nanos: nanos)])
    }

    @Test func `data between places has the price of its way, and lines about something else have no say`() {
        let list = list(
            [],
            storage: [
                Self.egress("GCP Storage egress between NA and EU", 50),
                Self.egress("GCP Storage egress between EU and NA", 50),
                Self.egress("Inter-region GCP Storage egress within NA", 20),
                Self.egress("Storage Data Transfer within Europe", 21),
                Self.egress("Storage Data Transfer within Europe", 22, usage: "Commit1Yr"),
                Self.egress("GCP Storage egress between NA and APAC", 80),
                Self.egress("GCP Storage egress between APAC and NA", 90),
                Self.egress("GCP Storage egress replication within Asia", 10),
                Self.egress("Download Worldwide Destinations (excluding Asia & Australia)", 120),
                Self.egress("GCP Storage egress between NA and elsewhere", 7),
            ])
        #expect(Set(list.transfer.values.map(\.nanos)) == [50, 20, 21])
    }

    private func list(_ run: [PriceSKU], storage: [PriceSKU] = []) -> PriceList {
        .reading(run: run, storage: storage, region: "us-east4", asOf: "2026-11-20")
    }

    @Test func `prices are found by region, usage, tier and wording`() {
        let list = list([
            sku("Services CPU (Instance-based billing) in us-east4", 0, 20_000),
            sku("Services CPU (Instance-based billing) in us-central1", 1, region: "us-central1"),
            sku("Services CPU (Instance-based billing) in us-east4", 2, usage: "Commit1Yr"),
            sku("Services CPU (Request-based billing) in us-east4", 24_000),
            sku("Jobs CPU in us-east4", 19_000),
            sku("Services Memory (Instance-based billing) in in us-east4", 2_300, unit: "GiBy.s"),
            sku("Nvidia L4 GPU No Zonal Redundancy in us-east4", 190_000),
            sku("Nvidia L4 GPU Zonal Redundancy in us-east4", 300_000),
        ])
        #expect(list.cpu?.nanos == 20_000)
        #expect(list.memory?.nanos == 2_300)
        #expect(list.gpu == ["nvidia-l4": Money(nanos: 190_000)])
        #expect(list.gpuZonalRedundancy == ["nvidia-l4": Money(nanos: 300_000)])
        #expect(!list.isFallback)
        #expect(list.source == "Cloud Billing Catalog, 2026-11-20")
    }

    @Test func `what the wording leaves open, or two lines dispute, is unknown and no guess`() {
        let list = list([
            sku("Nvidia RTX PRO 6000 GPU in us-east4", 400_000),
            sku("Nvidia L4 GPU without zonal redundancy", 190_000),
            sku("Nvidia L4 GPU no-zonal redundancy", 191_000),
            sku("GPU of L4 or RTX with zonal redundancy", 1),
            sku("Services CPU (Instance-based billing)", 18_000, unit: "requests"),
        ])
        #expect(list.gpu.isEmpty && list.gpuZonalRedundancy.isEmpty && list.cpu == nil && list.memory == nil)
        #expect(
            CostEstimator(prices: list).instanceHour(
                accelerator: "cpu", shape: HostShape(cpu: 1, memory: .gib(1)), zonalRedundancy: false) == nil)
    }

    @Test func `units are converted: hours, minutes, and what the base unit says`() {
        #expect(list([sku("Services CPU (Instance-based billing)", 64_800_000, unit: "h")]).cpu?.nanos == 18_000)
        #expect(list([sku("Services CPU (Instance-based billing)", 1_080_000, unit: "min")]).cpu?.nanos == 18_000)
        let odd = sku("Services CPU (Instance-based billing)", 180_000, unit: "10s", base: ("s", 10))
        #expect(list([odd]).cpu?.nanos == 18_000)
        let bytes = sku(
            "Services Memory (Instance-based billing)", 2_000, unit: "GB.s", base: ("By.s", 1_073_741_824))
        #expect(list([bytes]).memory?.nanos == 2_000)
        #expect(list([sku("Services CPU (Instance-based billing)", 18_000, isGlobal: true)]).cpu?.nanos == 18_000)
    }

    @Test func `storage is the standard class of that very region`() {
        let storage = [
            sku("Standard Storage Northern Virginia", 23_000_000, unit: "GiBy.mo"),
            sku("Standard Storage US Dual-region", 1, unit: "GiBy.mo"),
            sku("Nearline Storage Northern Virginia", 2, unit: "GiBy.mo"),
            sku("Standard Storage Iowa", 3, region: "us-central1", unit: "GiBy.mo"),
        ]
        #expect(list([], storage: storage).storage?.nanos == 23_000_000)
    }
}
