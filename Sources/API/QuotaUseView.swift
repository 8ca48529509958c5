import Domain

/// A quota of a region beside what the plan asks of it.
package struct QuotaUseView: Sendable, Hashable, Codable {
    /// Google's id.
    package var name: String
    package var title: String
    package var region: String
    /// `GPU`, `vCPU`, `GiB`.
    package var unit: String
    /// `limited`, `unlimited`, or `unknown`: then nothing may be concluded.
    package var standing: String
    package var limit: Double?
    package var used: Double
    /// 0 for a quota that is shown beside the one that counts.
    package var requested: Double
    package var left: Double?
    package var isExceeded: Bool

    init(_ use: QuotaUse) {
        name = use.name
        title = use.title
        region = use.region
        unit = use.unit
        standing = use.standing.rawValue
        limit = use.limit
        used = use.used
        requested = use.requested
        left = use.left
        isExceeded = use.isExceeded
    }
}
