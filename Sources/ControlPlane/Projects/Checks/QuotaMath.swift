import Domain
import Serving

/// From quotas and the services' most instances to what is left and what fits: pure, so that each unit is a test.
struct QuotaMath: Sendable {
    var quotas: [String: QuotaFact]
    /// Per region; a region without an entry could not be counted.
    var usage: [String: [UsageFact]]
    var requestLink: String

    init(quotas: [QuotaFact], usage: [String: [UsageFact]], requestLink: String) {
        self.quotas = Dictionary(quotas.map { ($0.id, $0) }) { first, _ in first }
        self.usage = usage
        self.requestLink = requestLink
    }

    func row(_ accelerator: Accelerator, in region: String) -> RegionQuota {
        let zonal = gpus(accelerator.name, in: region, isRedundant: true)
        let plain = gpus(accelerator.name, in: region, isRedundant: false)
        // Thousandths of a vCPU, and bytes.
        let cpu = amount("CpuAllocPerProjectRegion", in: region, unit: 1000) { $0.cpu }
        let memory = amount("MemAllocPerProjectRegion", in: region, unit: 1) { $0.memory }
        let shapes = [accelerator.minimum, accelerator.recommended]
        return RegionQuota(
            region: region, accelerator: accelerator.name,
            isOffered: AcceleratorCatalog.regions(of: accelerator.name).contains(region),
            withZonalRedundancy: zonal, withoutZonalRedundancy: plain, cpu: cpu, memory: memory,
            fits: (shapes[0] == shapes[1] ? [shapes[0]] : shapes).map { fit($0, zonal, plain, cpu, memory) },
            requestLink: requestLink
        )
    }

    /// nil: Google names no such quota.
    private func gpus(_ accelerator: String, in region: String, isRedundant: Bool) -> RegionQuota.Amount? {
        guard let quota = AcceleratorCatalog.quota(of: accelerator, zonalRedundancy: isRedundant),
            let fact = quotas[quota.id]
        else { return nil }
        // A region that the quota does not name has none of it.
        let limit = quota.gpus(value: Double(fact.values[region] ?? 0), unit: fact.unit)
        let used = usage[region].map { services in
            services.filter { $0.accelerator == accelerator && $0.hasZonalRedundancy == isRedundant }
                .reduce(0) { $0 + $1.gpus }
        }
        return RegionQuota.Amount(limit: limit, used: used)
    }

    private func amount(
        _ id: String, in region: String, unit: Double, _ part: (UsageFact) -> Double
    ) -> RegionQuota.Amount? {
        guard let value = quotas[id]?.values[region] else { return nil }
        return RegionQuota.Amount(
            limit: value < 0 ? nil : Double(value) / unit,
            used: usage[region].map { $0.reduce(0) { $0 + part($1) } }
        )
    }

    private func fit(
        _ shape: HostShape, _ zonal: RegionQuota.Amount?, _ plain: RegionQuota.Amount?,
        _ cpu: RegionQuota.Amount?, _ memory: RegionQuota.Amount?
    ) -> RegionQuota.Fit {
        let host: [(String, RegionQuota.Amount?, Double)] = [
            ("CPU", cpu, Double(shape.cpu)), ("memory", memory, Double(shape.memory.bytes)),
        ]
        let (count, bound) = Self.most([("GPU", plain, 1)] + host)
        return RegionQuota.Fit(
            shape: shape, withZonalRedundancy: Self.most([("GPU", zonal, 1)] + host).count,
            withoutZonalRedundancy: count, boundBy: bound
        )
    }

    /// The smallest of the quotients. Without the GPU's there is no answer; without the others' they do not bound.
    private static func most(
        _ parts: [(name: String, amount: RegionQuota.Amount?, each: Double)]
    ) -> (count: Int?, bound: String?) {
        var (count, bound): (Int?, String?) = (nil, nil)
        for part in parts {
            guard let amount = part.amount else {
                if part.name == "GPU" { return (nil, nil) }
                continue
            }
            if amount.isUnlimited { continue }
            guard let left = amount.left else { return (nil, nil) }
            let fits = Int((left / part.each).rounded(.down))
            if count.map({ fits < $0 }) ?? true { (count, bound) = (fits, part.name) }
        }
        return (count, bound)
    }
}
