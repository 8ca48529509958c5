/// A quota of a region beside what a plan asks of it.
package struct QuotaUse: Sendable, Hashable, Codable {
    package enum Standing: String, Sendable, Hashable, Codable {
        case limited, unlimited
        /// The limit, or what is used of it, could not be read: nothing may be concluded.
        case unknown
    }

    /// Google's id of the quota.
    package var name: String
    /// For people: `L4 without zonal redundancy`, `CPU`.
    package var title: String
    package var region: String
    /// `GPU`, `vCPU`, `GiB`.
    package var unit: String
    package var standing: Standing
    /// nil unless ``standing`` is limited.
    package var limit: Double?
    /// By the other services of the region, at their most instances.
    package var used: Double
    /// By this plan; 0 for a quota that is shown beside the one that counts.
    package var requested: Double

    package init(
        name: String, title: String, region: String, unit: String, standing: Standing, limit: Double?, used: Double,
        requested: Double
    ) {
        self.name = name
        self.title = title
        self.region = region
        self.unit = unit
        self.standing = standing
        self.limit = limit
        self.used = used
        self.requested = requested
    }

    /// What is left for this plan; nil when that is unlimited or unknown.
    package var left: Double? { limit.map { max(0, $0 - used) } }
    package var isExceeded: Bool { requested > 0 && (left.map { requested > $0 } ?? false) }
}
