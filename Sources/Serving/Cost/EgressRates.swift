package import Domain

/// What it costs when a service reads its model from a bucket of another region. Within a region nothing.
///
/// The Billing Catalog's price counts where it lists one for the way (``PriceList/transfer``); else this table, from Cloud
/// Storage's price page (data moved between locations of Google Cloud), as of 2026-09, unverified.
package enum EgressRates {
    package static let source = "built-in list price of data between regions as of 2026-09 (unverified)"

    /// Said with a price that was found by a line's wording.
    package static let listedNote = "by the wording of its line (unverified)"

    /// From where to where, as far as prices tell places apart: within a continent, or between two.
    package struct Way: Sendable, Hashable {
        let places: Set<String>

        init(_ one: String, _ other: String) { places = [one, other] }
    }

    /// nil where either place is not known.
    /// - Parameter bucket: a region, or a multi-region (`us`, `eu`, `asia`).
    static func way(from bucket: String, to region: String) -> Way? {
        guard let from = continent(bucket), let to = continent(region) else { return nil }
        return Way(from, to)
    }

    /// Per GiB, by the built-in table; nil where either place is not known.
    /// - Parameter bucket: a region, or a multi-region (`us`, `eu`, `asia`).
    package static func perGibibyte(from bucket: String, to region: String) -> Money? {
        if bucket == region { return Money(nanos: 0) }
        guard let places = way(from: bucket, to: region)?.places else { return nil }
        // A multi-region is read without a charge from a region that it covers, by the storage class's own terms in the
        // US and EU since 2022 only within limits; it is counted like another region of the continent.
        if places.count == 1 { return .usd(places == ["asia"] ? 0.08 : 0.02) }
        return places == ["europe", "us"] ? .usd(0.05) : .usd(places.contains("oceania") ? 0.10 : 0.08)
    }

    /// The way that a line of the catalog is about: `GCP Storage egress between NA and EU`, `Inter-region GCP Storage
    /// egress within NA`, or the same with `data transfer`. nil for every other line, and where a word leaves it open.
    /// The wording is unverified: no page of Google's lists it. Where no line has it, the built-in table counts.
    static func way(in description: String) -> Way? {
        let text = description.lowercased()
        guard text.contains("storage"), text.contains("egress") || text.contains("data transfer"),
            !["replication", "cdn", "china", "internet", "peering", "interconnect", "worldwide"].contains(
                where: { text.contains($0) })
        else { return nil }
        if let within = text.firstRange(of: " within ") {
            return continent(named: text[within.upperBound...]).map { Way($0, $0) }
        }
        guard let between = text.firstRange(of: " between ") else { return nil }
        let ends = text[between.upperBound...].split(separator: " and ", maxSplits: 1)
        guard ends.count == 2, let one = continent(named: ends[0]), let other = continent(named: ends[1]) else {
            return nil
        }
        return Way(one, other)
    }

    private static func continent(named words: Substring) -> String? {
        switch words.trimmingPrefix(while: \.isWhitespace).split(separator: " ").joined(separator: " ") {
        case "na", "northern america", "north america", "us": "us"
        case "eu", "europe": "europe"
        case "apac", "asia": "asia"
        case "oceania", "au", "australia": "oceania"
        default: nil
        }
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
