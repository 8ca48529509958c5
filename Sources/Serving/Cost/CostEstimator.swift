package import Domain

/// What a service costs: with instance-based billing (which a GPU demands, and which we choose without one too), Cloud
/// Run bills an instance's whole life, busy or idle, and no request.
package struct CostEstimator: Sendable {
    package static let hoursPerMonth = 730.0

    package var prices: PriceList

    package init(prices: PriceList) { self.prices = prices }

    /// What is estimated.
    package struct Usage: Sendable, Hashable {
        package var accelerator: String
        package var shape: HostShape
        package var minInstances: Int
        package var maxInstances: Int
        package var zonalRedundancy: Bool
        /// Bytes of the model in the bucket.
        package var stored: ByteCount
        /// Bytes that a start reads.
        package var read: ByteCount
        /// Where the bucket is; nil: unknown.
        package var bucketLocation: String?
        package var startSeconds: Double
        package var tokensPerSecond: Double?
        /// Where that rate is from, in words.
        package var rateBasis: String?
        /// False for embeddings, which nobody counts in generated tokens.
        package var generates = true

        package init(
            accelerator: String, shape: HostShape, minInstances: Int, maxInstances: Int, zonalRedundancy: Bool,
            stored: ByteCount = 0, read: ByteCount = 0, bucketLocation: String? = nil, startSeconds: Double = 0,
            tokensPerSecond: Double? = nil, rateBasis: String? = nil
        ) {
            self.accelerator = accelerator
            self.shape = shape
            self.minInstances = minInstances
            self.maxInstances = maxInstances
            self.zonalRedundancy = zonalRedundancy
            self.stored = stored
            self.read = read
            self.bucketLocation = bucketLocation
            self.startSeconds = startSeconds
            self.tokensPerSecond = tokensPerSecond
            self.rateBasis = rateBasis
        }
    }

    /// One instance for an hour; nil when a price that it needs is not known.
    package func instanceHour(accelerator: String, shape: HostShape, zonalRedundancy: Bool) -> Money? {
        guard let gpu = prices.accelerator(accelerator, zonalRedundancy: zonalRedundancy), let cpu = prices.cpu,
            let memory = prices.memory
        else { return nil }
        return (gpu + cpu * Double(shape.cpu) + memory * shape.memory.gibibytes) * 3600
    }

    /// What reading the model once costs on the way; nil: unknown.
    package func egress(_ bytes: ByteCount, from bucket: String?) -> Money? {
        bucket.flatMap(transfer).map { $0.price * bytes.gibibytes }
    }

    /// The price of a GiB from the bucket to the region, and where it is from; nil: unknown.
    private func transfer(from bucket: String) -> (price: Money, source: String)? {
        if bucket == prices.region { return (Money(nanos: 0), "same region: free") }
        if let way = EgressRates.way(from: bucket, to: prices.region), let listed = prices.transfer[way] {
            return (listed, "\(listed.exactText) a GiB, \(prices.source), \(EgressRates.listedNote)")
        }
        return EgressRates.perGibibyte(from: bucket, to: prices.region)
            .map { ($0, "\($0.exactText) a GiB, \(EgressRates.source)") }
    }

    /// - Returns: nil when the price of the accelerator, of CPU or of memory is not known.
    package func estimate(_ usage: Usage) -> CostEstimate? {
        guard
            let hour = instanceHour(
                accelerator: usage.accelerator, shape: usage.shape, zonalRedundancy: usage.zonalRedundancy)
        else { return nil }
        let egress = egress(usage.read, from: usage.bucketLocation)
        let start = hour * (usage.startSeconds / 3600)
        var cost = CostEstimate(
            perHourBusy: hour * Double(max(1, usage.maxInstances)), perHourIdle: hour * Double(usage.minInstances),
            perMonthIdle: hour * (Double(usage.minInstances) * Self.hoursPerMonth),
            perMonthBusy: hour * (Double(max(1, usage.maxInstances)) * Self.hoursPerMonth),
            egressPerStart: egress, perColdStart: egress.map { $0 + start },
            storagePerMonth: prices.storage.map { $0 * usage.stored.gibibytes },
            perMillionTokens: usage.tokensPerSecond.flatMap { $0 > 0 ? hour * (1e6 / $0 / 3600) : nil },
            source: prices.source, isFallback: prices.isFallback
        )
        if egress == nil { cost.unknown.append("egress: the place of the bucket is not known") }
        if prices.storage == nil { cost.unknown.append("storage: no price was found for the bucket's place") }
        if usage.generates, usage.tokensPerSecond == nil { cost.unknown.append(Self.noRate) }
        cost.lines = lines(usage, hour, start, cost)
        return cost
    }

    /// What is said of tokens where nobody knows how fast they come.
    package static let noRate =
        "a million tokens: no start of this model was measured on this GPU, and no rate was given"

    /// `27.4`, `1200`.
    private static func rateText(_ rate: Double) -> String {
        rate < 100 ? "\((rate * 10).rounded() / 10)" : "\(Int(rate.rounded()))"
    }

    private func lines(_ usage: Usage, _ hour: Money, _ start: Money, _ cost: CostEstimate) -> [PlanLine] {
        func rate(_ money: Money?) -> String { money.map(\.exactText) ?? "unknown" }
        let gpu = prices.accelerator(usage.accelerator, zonalRedundancy: usage.zonalRedundancy)
        let gpuText =
            usage.accelerator == "cpu"
            ? "" : "\(rate(gpu)) (GPU\(usage.zonalRedundancy ? ", zonal redundancy" : "")) + "
        var lines = [
            PlanLine(
                "one instance, an hour", hour.text,
                "3600 s × (\(gpuText)\(rate(prices.cpu)) × \(usage.shape.cpu) vCPU + "
                    + "\(rate(prices.memory)) × \(usage.shape.memory.binaryText))"),
            PlanLine(
                "busy, an hour", cost.perHourBusy.text, "\(max(1, usage.maxInstances)) instance(s) at most, all busy"),
            PlanLine("idle, an hour", cost.perHourIdle.text, "\(usage.minInstances) instance(s) that run always"),
            PlanLine("idle, a month", cost.perMonthIdle.text, "\(Int(Self.hoursPerMonth)) h × idle"),
            PlanLine("busy, a month", cost.perMonthBusy.text, "\(Int(Self.hoursPerMonth)) h × busy, at most"),
        ]
        if let egress = cost.egressPerStart {
            let way = usage.bucketLocation.flatMap(transfer)?.source ?? "unknown"
            lines.append(
                PlanLine(
                    "data, a start", egress.text,
                    "\(usage.read.binaryText) from \(usage.bucketLocation ?? "?") to \(prices.region); \(way)"))
        }
        if let cold = cost.perColdStart {
            lines.append(
                PlanLine("a cold start", cold.text, "\(Int(usage.startSeconds.rounded())) s of an instance + data"))
        }
        if let storage = cost.storagePerMonth {
            lines.append(
                PlanLine("storage, a month", storage.text, "\(usage.stored.binaryText) × \(rate(prices.storage)) a GiB")
            )
        }
        if let tokens = cost.perMillionTokens, let rate = usage.tokensPerSecond {
            let basis = usage.rateBasis.map { ", \($0)" } ?? ""
            lines.append(
                PlanLine(
                    "a million tokens", tokens.text,
                    "one busy instance at \(Self.rateText(rate)) tokens a second\(basis)"))
        }
        return lines
    }
}

extension ByteCount {
    package var gibibytes: Double { Double(bytes) / Double(1 << 30) }
}
