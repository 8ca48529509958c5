/// `GET /api/projects/{id}/quota`: GPUs that Cloud Run may use, a row per region and type.
package struct QuotaTableView: Sendable, Hashable, Codable {
    package var project: String
    package var rows: [QuotaRowView]
    /// Regions whose services could not be counted.
    package var problems: [RegionProblemView]

    package init(project: String, rows: [QuotaRowView], problems: [RegionProblemView]) {
        self.project = project
        self.rows = rows
        self.problems = problems
    }
}

package struct RegionProblemView: Sendable, Hashable, Codable {
    package var region: String
    package var problem: ProblemView

    package init(region: String, problem: ProblemView) {
        self.region = region
        self.problem = problem
    }
}

package struct QuotaRowView: Sendable, Hashable, Codable {
    package var region: String
    package var accelerator: String
    /// Offered there without an invitation.
    package var offered: Bool
    /// In GPUs; left out where Google names no such quota.
    package var withZonalRedundancy: QuotaAmountView?
    package var withoutZonalRedundancy: QuotaAmountView?
    /// In vCPUs.
    package var cpu: QuotaAmountView?
    /// In bytes.
    package var memory: QuotaAmountView?
    package var fits: [QuotaFitView]
    /// Where more can be asked for.
    package var requestLink: String

    package init(
        region: String, accelerator: String, offered: Bool, withZonalRedundancy: QuotaAmountView?,
        withoutZonalRedundancy: QuotaAmountView?, cpu: QuotaAmountView?, memory: QuotaAmountView?,
        fits: [QuotaFitView], requestLink: String
    ) {
        self.region = region
        self.accelerator = accelerator
        self.offered = offered
        self.withZonalRedundancy = withZonalRedundancy
        self.withoutZonalRedundancy = withoutZonalRedundancy
        self.cpu = cpu
        self.memory = memory
        self.fits = fits
        self.requestLink = requestLink
    }
}

package struct QuotaAmountView: Sendable, Hashable, Codable {
    package var unlimited: Bool
    /// Left out when it is unlimited.
    package var limit: Double?
    /// What the services may take at most as they are configured; left out when it could not be counted.
    package var used: Double?
    /// Left out when one of them is.
    package var left: Double?

    package init(unlimited: Bool, limit: Double?, used: Double?, left: Double?) {
        self.unlimited = unlimited
        self.limit = limit
        self.used = used
        self.left = left
    }
}

/// How many instances of a shape there is room for; a number that is not known, or has no bound, is left out.
package struct QuotaFitView: Sendable, Hashable, Codable {
    package var cpu: Int
    /// Bytes.
    package var memory: Int64
    package var withZonalRedundancy: Int?
    package var withoutZonalRedundancy: Int?
    /// What ends first: `GPU`, `CPU` or `memory`.
    package var boundBy: String?

    package init(
        cpu: Int, memory: Int64, withZonalRedundancy: Int?, withoutZonalRedundancy: Int?, boundBy: String?
    ) {
        self.cpu = cpu
        self.memory = memory
        self.withZonalRedundancy = withZonalRedundancy
        self.withoutZonalRedundancy = withoutZonalRedundancy
        self.boundBy = boundBy
    }
}
