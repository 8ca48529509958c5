import Domain
import Serving
import Testing

@Suite struct CostEstimatorTests {
    @Test(arguments: [
        ("nvidia-l4", 4, 16, 1.05), ("nvidia-l4", 8, 32, 1.42), ("nvidia-rtx-pro-6000", 20, 80, 3.19),
    ])
    func `an hour costs GPU, CPU and memory together`(_ name: String, _ cpu: Int, _ gib: Int64, _ hour: Double) throws {
        let estimator = CostEstimator(prices: .builtIn(region: "us-central1"))
        let shape = HostShape(cpu: cpu, memory: .gib(gib))
        let cost = try #require(
            estimator.estimate(
                accelerator: name, shape: shape, minInstances: 0, maxInstances: 1, zonalRedundancy: false)
        )
        #expect(abs(cost.perHourBusy.amount - hour) < 0.01)
        #expect(cost.perHourIdle.nanos == 0)
        #expect(cost.source == "list prices as of 2026-09 (unverified)")
    }

    @Test func `an instance that always runs is billed the whole month`() throws {
        let estimator = CostEstimator(prices: .builtIn(region: "europe-west4"))
        let shape = HostShape(cpu: 8, memory: .gib(32))
        let cost = try #require(
            estimator.estimate(
                accelerator: "nvidia-l4", shape: shape, minInstances: 1, maxInstances: 2, zonalRedundancy: true)
        )
        #expect(cost.perHourBusy == cost.perHourIdle * 2)
        #expect(cost.perMonthIdle == cost.perHourIdle * 730)
        #expect(cost.source.contains("europe-west4 may cost more"))
    }

    @Test func `a GPU without a known price gives no estimate`() {
        let estimator = CostEstimator(prices: .builtIn(region: "us-central1"))
        let shape = HostShape(cpu: 20, memory: .gib(80))
        #expect(
            estimator.estimate(
                accelerator: "nvidia-rtx-pro-6000", shape: shape, minInstances: 0, maxInstances: 1,
                zonalRedundancy: true
            ) == nil
        )
    }

    @Test func `the Billing catalog is read by region, usage and wording`() throws {
        func sku(_ text: String, _ region: String, _ nanos: Int, usage: String = "OnDemand", tier: String = "")
            -> String
        {
            """
            {"description":"\(text)","category":{"usageType":"\(usage)"},"serviceRegions":["\(region)"],
            "pricingInfo":[{"pricingExpression":{"usageUnit":"s","tieredRates":[\(tier)
            {"unitPrice":{"currencyCode":"USD","units":"0","nanos":\(nanos)}}]}}]}
            """
        }
        let free = #"{"unitPrice":{"currencyCode":"USD","nanos":0}},"#
        let skus = [
            sku("Services CPU (Instance-based billing) in us-east4", "us-east4", 20_000, tier: free),
            sku("Services CPU (Instance-based billing) in us-central1", "us-central1", 1),
            sku("Services CPU (Instance-based billing) in us-east4", "us-east4", 2, usage: "Commit1Yr"),
            sku("Services Memory (Instance-based billing) in us-east4", "us-east4", 2_300),
            sku("Nvidia L4 GPU No Zonal Redundancy in us-east4", "us-east4", 190_000),
            sku("Nvidia L4 GPU Zonal Redundancy in us-east4", "us-east4", 300_000),
            sku("Nvidia RTX PRO 6000 GPU in us-east4", "us-east4", 400_000),
        ]
        let page = "{\"skus\":[\(skus.joined(separator: ","))]}"
        let list = try #require(PriceList.reading(catalog: [page], region: "us-east4", asOf: "2026-11-20"))
        #expect(list.cpu.nanos == 20_000)
        #expect(list.memory.nanos == 2_300)
        #expect(list.gpu == ["nvidia-l4": Money(nanos: 190_000)])
        #expect(list.gpuZonalRedundancy == ["nvidia-l4": Money(nanos: 300_000)])
        #expect(PriceList.reading(catalog: [page], region: "asia-east1", asOf: "2026-11-20") == nil)
    }
}
