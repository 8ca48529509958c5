package import Domain

extension QuotaTableView {
    package init(_ table: QuotaTable, project: String) {
        self.init(
            project: project, rows: table.rows.map(QuotaRowView.init),
            problems: table.problems.sorted { $0.key < $1.key }.map {
                RegionProblemView(region: $0.key, problem: ProblemView($0.value))
            }
        )
    }
}

extension QuotaRowView {
    init(_ row: RegionQuota) {
        self.init(
            region: row.region, accelerator: row.accelerator, offered: row.isOffered,
            withZonalRedundancy: row.withZonalRedundancy.map(QuotaAmountView.init),
            withoutZonalRedundancy: row.withoutZonalRedundancy.map(QuotaAmountView.init),
            cpu: row.cpu.map(QuotaAmountView.init), memory: row.memory.map(QuotaAmountView.init),
            fits: row.fits.map(QuotaFitView.init), requestLink: row.requestLink
        )
    }
}

extension QuotaAmountView {
    init(_ amount: RegionQuota.Amount) {
        self.init(unlimited: amount.isUnlimited, limit: amount.limit, used: amount.used, left: amount.left)
    }
}

extension QuotaFitView {
    init(_ fit: RegionQuota.Fit) {
        self.init(
            cpu: fit.shape.cpu, memory: fit.shape.memory.bytes, withZonalRedundancy: fit.withZonalRedundancy,
            withoutZonalRedundancy: fit.withoutZonalRedundancy, boundBy: fit.boundBy
        )
    }
}
