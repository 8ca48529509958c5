import Domain
import Serving
import Testing

@Suite struct CostEstimatorTests {
    private func usage(
        _ accelerator: String, _ cpu: Int, _ gib: Int64, _ change: (inout CostEstimator.Usage) -> Void = { _ in }
    ) -> CostEstimator.Usage {
        var usage = CostEstimator.Usage(
            accelerator: accelerator, shape: HostShape(cpu: cpu, memory: .gib(gib)), minInstances: 0, maxInstances: 1,
            zonalRedundancy: false
        )
        change(&usage)
        return usage
    }

    @Test(arguments: [
        ("nvidia-l4", 4, 16, 1.05), ("nvidia-l4", 8, 32, 1.42), ("nvidia-rtx-pro-6000", 20, 80, 3.19),
        ("cpu", 4, 8, 0.3168),
    ])
    func `an hour costs GPU, CPU and memory together`(_ name: String, _ cpu: Int, _ gib: Int64, _ hour: Double) throws {
        let estimator = CostEstimator(prices: .builtIn(region: "us-central1"))
        let cost = try #require(estimator.estimate(usage(name, cpu, gib)))
        #expect(abs(cost.perHourBusy.amount - hour) < 0.01)
        #expect(cost.perHourIdle.nanos == 0)
        #expect(cost.source == "list prices as of 2026-09 (unverified)")
        #expect(cost.isFallback)
    }

    @Test func `an instance that always runs is billed the whole month`() throws {
        let estimator = CostEstimator(prices: .builtIn(region: "europe-west4"))
        let cost = try #require(
            estimator.estimate(
                usage("nvidia-l4", 8, 32) {
                    $0.minInstances = 1
                    $0.maxInstances = 2
                    $0.zonalRedundancy = true
                }))
        #expect(cost.perHourBusy == cost.perHourIdle * 2)
        #expect(cost.perMonthIdle == cost.perHourIdle * 730)
        #expect(cost.perMonthBusy == cost.perHourBusy * 730)
        #expect(cost.source.contains("europe-west4 may cost more"))
    }

    @Test func `a GPU without a known price gives no estimate`() {
        let estimator = CostEstimator(prices: .builtIn(region: "us-central1"))
        #expect(estimator.estimate(usage("nvidia-rtx-pro-6000", 20, 80) { $0.zonalRedundancy = true }) == nil)
        #expect(CostEstimator(prices: PriceList(region: "r", source: "s")).estimate(usage("cpu", 1, 1)) == nil)
    }

    @Test func `data between regions is priced for every start, within one it is free, from nowhere it is unknown`()
        throws
    {
        let estimator = CostEstimator(prices: .builtIn(region: "us-central1"))
        func cost(_ place: String?) throws -> CostEstimate {
            try #require(
                estimator.estimate(
                    usage("nvidia-l4", 8, 32) {
                        $0.read = .gib(16)
                        $0.stored = .gib(16)
                        $0.bucketLocation = place
                        $0.startSeconds = 360
                    }))
        }
        let near = try cost("us-central1")
        #expect(near.egressPerStart?.nanos == 0)
        #expect(abs((near.perColdStart?.amount ?? 0) - near.perHourBusy.amount / 10) < 1e-6)
        #expect(abs((near.storagePerMonth?.amount ?? 0) - 0.32) < 1e-9)
        #expect(abs((try cost("us-east4").egressPerStart?.amount ?? 0) - 0.32) < 1e-9)
        #expect(abs((try cost("europe-west4").egressPerStart?.amount ?? 0) - 0.80) < 1e-9)
        let unknown = try cost(nil)
        #expect(unknown.egressPerStart == nil && unknown.perColdStart == nil)
        #expect(unknown.unknown.contains { $0.contains("egress") })
    }

    @Test func `a million tokens cost what their time costs, when a rate is known`() throws {
        let estimator = CostEstimator(prices: .builtIn(region: "us-central1"))
        let cost = try #require(estimator.estimate(usage("nvidia-l4", 8, 32) { $0.tokensPerSecond = 1000 }))
        #expect(abs((cost.perMillionTokens?.amount ?? 0) - cost.perHourBusy.amount / 3.6) < 1e-6)
        #expect(try #require(estimator.estimate(usage("nvidia-l4", 8, 32))).perMillionTokens == nil)
        #expect(cost.lines.allSatisfy { !$0.formula.isEmpty })
        #expect(!cost.unknown.contains(CostEstimator.noRate))
        #expect(try #require(estimator.estimate(usage("nvidia-l4", 8, 32))).unknown.contains(CostEstimator.noRate))
        let measured = try #require(
            estimator.estimate(
                usage("nvidia-l4", 8, 32) {
                    $0.tokensPerSecond = 27.44
                    $0.rateBasis = "measured at the last start"
                }))
        let line = try #require(measured.lines.first { $0.label == "a million tokens" })
        #expect(line.formula == "one busy instance at 27.4 tokens a second, measured at the last start")
    }

    @Test func `a way that the catalog lists costs what it lists, another what the built-in table says`() throws {
        func egress(_ prices: PriceList) throws -> (Money?, String) {
            let cost = try #require(
                CostEstimator(prices: prices).estimate(
                    usage("nvidia-l4", 8, 32) {
                        $0.read = .gib(10)
                        $0.bucketLocation = "europe-west4"
                    }))
            return (cost.egressPerStart, cost.lines.first { $0.label == "data, a start" }?.formula ?? "")
        }
        var prices = PriceList.reading(
            run: [], storage: [PriceListTests.egress("GCP Storage egress between NA and EU", 30_000_000)],
            region: "us-central1", asOf: "2026-11-20")
        (prices.gpu, prices.cpu, prices.memory) = (["nvidia-l4": .usd(1)], .usd(1), .usd(1))
        let listed = try egress(prices)
        #expect(listed.0 == .usd(0.3))
        #expect(listed.1.contains("0.03 a GiB, Cloud Billing Catalog, 2026-11-20"))
        #expect(listed.1.contains("unverified"))
        prices.transfer = [:]
        let builtIn = try egress(prices)
        #expect(builtIn.0 == .usd(0.5))
        #expect(builtIn.1.contains("built-in"))
    }
}
