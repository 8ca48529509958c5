package import Domain

/// What it costs when a service reads its model from a bucket of another region. Within a region nothing.
///
/// Source: Cloud Storage's price page (data moved between locations of Google Cloud), as of 2026-09, unverified. The
/// catalog's wording for these is too loose to match, so they are not read live.
package enum EgressRates {
    package static let source = "list prices of data between regions as of 2026-09 (unverified)"

    /// Per GiB; nil where either place is not known.
    /// - Parameter bucket: a region, or a multi-region (`us`, `eu`, `asia`).
    package static func perGibibyte(from bucket: String, to region: String) -> Money? {
        if bucket == region { return Money(nanos: 0) }
        guard let from = continent(bucket), let to = continent(region) else { return nil }
        // A multi-region is read without a charge from a region that it covers, by the storage class's own terms in the
        // US and EU since 2022 only within limits; it is counted like another region of the continent.
        if from == to { return .usd(from == "asia" ? 0.08 : 0.02) }
        return [from, to].sorted() == ["europe", "us"]
            ? .usd(0.05) : .usd(from == "oceania" || to == "oceania" ? 0.10 : 0.08)
    }

    private static func continent(_ place: String) -> String? {
        let head = place.split(separator: "-").first.map(String.init) ?? place
        switch head {
        case "us", "northamerica", "nam4": return "us"
        case "europe", "eu", "eur4", "eur5", "eur7", "eur8": return "europe"
        case "asia", "asia1": return "asia"
        case "australia": return "oceania"
        default: return nil
        }
    }
}
