package import Domain

/// A line of Google's price list, in the words of the Billing Catalog, as far as prices are decided by it.
package struct PriceSKU: Sendable, Hashable {
    package var description: String
    package var usageType: String
    package var regions: [String]
    package var isGlobal: Bool
    /// `s`, `h`, `GiBy.s`, `GiBy.mo`: of the current price.
    package var unit: String
    /// `s` or `By.s`, and how many of them a unit is.
    package var baseUnit: String?
    package var baseUnitsPerUnit: Double?
    /// What a unit costs, tier after tier.
    package var tiers: [Money]

    package init(
        description: String, usageType: String, regions: [String], isGlobal: Bool, unit: String,
        baseUnit: String? = nil, baseUnitsPerUnit: Double? = nil, tiers: [Money]
    ) {
        self.description = description
        self.usageType = usageType
        self.regions = regions
        self.isGlobal = isGlobal
        self.unit = unit
        self.baseUnit = baseUnit
        self.baseUnitsPerUnit = baseUnitsPerUnit
        self.tiers = tiers
    }

    func covers(_ region: String) -> Bool { regions.contains(region) || isGlobal }

    /// The last tier's: a first tier of nought is what is free. nil without a price above nought.
    var price: Money? { tiers.last.flatMap { $0.nanos > 0 ? $0 : nil } }

    /// Of something that is billed by time (and GiB); nil for another unit.
    var perSecond: Money? {
        switch unit {
        case "s", "GiBy.s": return price
        case "min", "GiBy.min": return price.map { $0 * (1.0 / 60) }
        case "h", "GiBy.h": return price.map { $0 * (1.0 / 3600) }
        default: break
        }
        guard let price, let count = baseUnitsPerUnit, count > 0 else { return nil }
        switch baseUnit {
        case "s": return price * (1 / count)
        case "By.s": return price * (Double(1 << 30) / count)
        default: return nil
        }
    }
}
