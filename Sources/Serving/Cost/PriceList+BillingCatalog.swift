import Domain

extension PriceList {
    /// Finds a region's prices among the SKUs of Cloud Run (`services/152E-C115-5142`) and of Cloud Storage
    /// (`services/95FF-2EF5-5EA1`).
    ///
    /// Regions are matched by the SKU's own list, never by its text, which has typing errors (“in in asia-northeast1”);
    /// descriptions by their beginning. On-demand prices only; the last tier counts, so a free first one does not. Where
    /// two SKUs that match disagree, or the wording leaves open whether a GPU is with zonal redundancy, the price is
    /// unknown rather than a guess.
    /// - Parameter asOf: the day of the answer, `2026-11-20`.
    package static func reading(run: [PriceSKU], storage: [PriceSKU], region: String, asOf: String) -> PriceList {
        var found = Findings()
        for sku in run where sku.usageType == "OnDemand" && sku.covers(region) {
            guard let price = sku.perSecond else { continue }
            found.take(sku.description, price)
        }
        for sku in storage where sku.usageType == "OnDemand" && sku.regions == [region] {
            guard sku.unit == "GiBy.mo", let price = sku.price, isStandardStorage(sku.description) else { continue }
            found.add("storage", price)
        }
        var ways: [EgressRates.Way: Set<Money>] = [:]
        for sku in storage where sku.usageType == "OnDemand" && sku.unit == "GiBy" {
            if let way = EgressRates.way(in: sku.description), let price = sku.price {
                ways[way, default: []].insert(price)
            }
        }
        var list = PriceList(region: region, source: "Cloud Billing Catalog, \(asOf)")
        list.cpu = found["cpu"]
        list.memory = found["memory"]
        list.storage = found["storage"]
        list.transfer = ways.compactMapValues { $0.count == 1 ? $0.first : nil }
        for name in ["nvidia-l4", "nvidia-rtx-pro-6000"] {
            list.gpu[name] = found[name]
            list.gpuZonalRedundancy[name] = found["\(name) zonal"]
        }
        return list
    }

    /// `Standard Storage Belgium`, not `Durable Reduced Availability Storage`, not its operations, not dual-regions.
    private static func isStandardStorage(_ text: String) -> Bool {
        let words = text.lowercased()
        return words.hasPrefix("standard storage")
            && !["dual", "multi", "soft delete", "operations", "early"].contains {
                words.contains($0)
            }
    }

    /// Prices by what they are of; two different ones of the same thing are none.
    private struct Findings {
        private var prices: [String: Money] = [:]
        private var disputed: Set<String> = []

        subscript(_ name: String) -> Money? { disputed.contains(name) ? nil : prices[name] }

        mutating func add(_ name: String, _ price: Money) {
            if let known = prices[name], known != price { disputed.insert(name) }
            prices[name] = price
        }

        mutating func take(_ description: String, _ price: Money) {
            let text = description.lowercased()
            if text.hasPrefix("services cpu (instance-based billing)") {
                add("cpu", price)
            } else if text.hasPrefix("services memory (instance-based billing)") {
                add("memory", price)
            } else {
                takeGPU(text, price)
            }
        }

        private mutating func takeGPU(_ text: String, _ price: Money) {
            let words = Set(text.split { !$0.isLetter && !$0.isNumber })
            guard words.contains("gpu") || words.contains("gpus") else { return }
            let name: String
            switch (words.contains("l4"), words.contains("rtx")) {
            case (true, false): name = "nvidia-l4"
            case (false, true): name = "nvidia-rtx-pro-6000"
            default: return
            }
            guard let isRedundant = Self.redundancy(text) else { return }
            add(isRedundant ? "\(name) zonal" : name, price)
        }

        /// nil when the wording does not say.
        private static func redundancy(_ text: String) -> Bool? {
            let plain = text.replacing("-", with: " ")
            let without = ["no zonal", "without zonal", "non zonal", "zonal redundancy disabled", "(no zr)"]
            if without.contains(where: plain.contains) { return false }
            return plain.contains("zonal redundancy") || plain.contains("zonal redundant") ? true : nil
        }
    }
}
