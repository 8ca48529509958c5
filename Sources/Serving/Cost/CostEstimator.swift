package import Domain

/// What a service costs: with a GPU, Cloud Run bills an instance's whole life, busy or idle.
package struct CostEstimator: Sendable {
    package static let hoursPerMonth = 730.0

    package var prices: PriceList

    package init(prices: PriceList) { self.prices = prices }

    /// Busy: every instance that may run; idle: the minimum, which runs always.
    /// - Returns: nil when the price list has no such accelerator.
    package func estimate(
        accelerator: String, shape: HostShape, minInstances: Int, maxInstances: Int, zonalRedundancy: Bool
    ) -> CostEstimate? {
        guard let hour = perInstanceHour(accelerator: accelerator, shape: shape, zonalRedundancy: zonalRedundancy)
        else {
            return nil
        }
        let idle = hour * Double(minInstances)
        return CostEstimate(
            perHourBusy: hour * Double(max(1, maxInstances)), perHourIdle: idle,
            perMonthIdle: idle * Self.hoursPerMonth,
            source: prices.source
        )
    }

    private func perInstanceHour(accelerator: String, shape: HostShape, zonalRedundancy: Bool) -> Money? {
        let table = zonalRedundancy ? prices.gpuZonalRedundancy : prices.gpu
        guard let gpu = accelerator == "cpu" ? Money(currency: prices.cpu.currency, nanos: 0) : table[accelerator]
        else {
            return nil
        }
        let gibibytes = Double(shape.memory.bytes) / Double(ByteCount.gib(1).bytes)
        let second = gpu + prices.cpu * Double(shape.cpu) + prices.memory * gibibytes
        return second * 3600
    }
}
