/// What Cloud Run may use of one GPU type in one region, and what fits into it.
package struct RegionQuota: Sendable, Hashable {
    /// A quota beside what is taken of it. Cloud Run counts the most instances that each service may have.
    package struct Amount: Sendable, Hashable {
        /// nil: unlimited.
        package var limit: Double?
        /// nil: could not be counted.
        package var used: Double?

        package init(limit: Double?, used: Double?) {
            self.limit = limit
            self.used = used
        }

        /// What is left; nil when the quota is unlimited or the use unknown. Never below zero; nothing of nothing.
        package var left: Double? {
            limit.flatMap { limit in limit <= 0 ? 0 : used.map { max(0, limit - $0) } }
        }
        package var isUnlimited: Bool { limit == nil }
    }

    /// How many instances of a shape the quotas of the region leave room for.
    package struct Fit: Sendable, Hashable {
        package var shape: HostShape
        /// nil: unknown, or without a limit.
        package var withZonalRedundancy: Int?
        package var withoutZonalRedundancy: Int?
        /// What ends first: `GPU`, `CPU`, `memory`; without zonal redundancy.
        package var boundBy: String?

        package init(
            shape: HostShape, withZonalRedundancy: Int?, withoutZonalRedundancy: Int?, boundBy: String? = nil
        ) {
            self.shape = shape
            self.withZonalRedundancy = withZonalRedundancy
            self.withoutZonalRedundancy = withoutZonalRedundancy
            self.boundBy = boundBy
        }
    }

    package var region: String
    package var accelerator: String
    /// Offered there without an invitation.
    package var isOffered: Bool
    /// In GPUs, whatever unit the quota counts in; nil: Google names no such quota.
    package var withZonalRedundancy: Amount?
    package var withoutZonalRedundancy: Amount?
    /// In vCPUs.
    package var cpu: Amount?
    /// In bytes.
    package var memory: Amount?
    package var fits: [Fit]
    /// Where more can be asked for.
    package var requestLink: String

    package init(
        region: String, accelerator: String, isOffered: Bool, withZonalRedundancy: Amount?,
        withoutZonalRedundancy: Amount?, cpu: Amount?, memory: Amount?, fits: [Fit], requestLink: String
    ) {
        self.region = region
        self.accelerator = accelerator
        self.isOffered = isOffered
        self.withZonalRedundancy = withZonalRedundancy
        self.withoutZonalRedundancy = withoutZonalRedundancy
        self.cpu = cpu
        self.memory = memory
        self.fits = fits
        self.requestLink = requestLink
    }
}

/// The GPU quota of a project, region by region, with what could not be read of it.
package struct QuotaTable: Sendable, Hashable {
    package var rows: [RegionQuota]
    /// Use that could not be counted, by region.
    package var problems: [String: Problem]

    package init(rows: [RegionQuota], problems: [String: Problem] = [:]) {
        self.rows = rows
        self.problems = problems
    }
}
