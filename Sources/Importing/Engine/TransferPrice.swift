package import Domain

/// What Cloud Storage takes for moving a GiB between two locations, for the estimate of a plan.
///
/// From the price list of 2026 (cloud.google.com/storage/pricing, "data transfer within Google Cloud"), per pair of
/// continents; the bill is Google's.
package enum TransferPrice {
    private enum Continent {
        case northAmerica, europe, asia, oceania, southAmerica, middleEast, africa
    }

    /// nil for places that are not known; zero within one location.
    package static func perGiB(from source: String, to target: String) -> Money? {
        if source.lowercased() == target.lowercased() { return .usd(0) }
        guard let from = continent(source), let to = continent(target) else { return nil }
        switch (from, to) {
        case (.northAmerica, .northAmerica), (.europe, .europe): return .usd(0.02)
        case (.asia, .asia), (.oceania, .oceania): return .usd(0.08)
        case (.northAmerica, .europe), (.europe, .northAmerica): return .usd(0.05)
        case (.oceania, _), (_, .oceania): return .usd(0.10)
        case (.southAmerica, .southAmerica), (.southAmerica, _), (_, .southAmerica): return .usd(0.14)
        case (.africa, _), (_, .africa), (.middleEast, _), (_, .middleEast): return .usd(0.11)
        default: return .usd(0.08)
        }
    }

    private static func continent(_ location: String) -> Continent? {
        let name = location.lowercased()
        let word = name.split(separator: "-").first.map(String.init) ?? name
        switch word {
        case "us", "northamerica", "nam4", "ca": return .northAmerica
        case "europe", "eu", "eur4", "eur5", "eur7", "eur8": return .europe
        case "asia", "asia1": return .asia
        case "australia", "au": return .oceania
        case "southamerica": return .southAmerica
        case "me": return .middleEast
        case "africa": return .africa
        default: return nil
        }
    }
}
