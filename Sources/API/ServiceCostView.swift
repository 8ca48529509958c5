package import Domain

/// A row of `GET /api/services/costs`. What is missing is not known; it is never zero.
package struct ServiceCostView: Sendable, Hashable, Codable {
    package var region: String
    package var name: String
    package var state: String
    package var minInstances: Int
    package var instances: Int?
    package var perInstanceHour: MoneyView?
    package var perHourNow: MoneyView?
    /// Of one busy instance, at `tokensPerSecond`.
    package var perMillionTokens: MoneyView?
    /// Measured with the service's proof, of one request at a time.
    package var tokensPerSecond: Double?
    package var monthToDate: MoneyView?
    /// `measured`, `estimated` or `unknown`.
    package var basis: ServiceCost.Basis
    package var billableSeconds: Double?
    package var requests: Int?
    package var lastRequestDay: String?
    package var unusedDays: Int?
    package var priceSource: String?
    package var notes: [String]
    package var warnings: [Warning]

    package init(_ cost: ServiceCost) {
        region = cost.id.region
        name = cost.id.name
        state = cost.state
        minInstances = cost.minInstances
        instances = cost.instances
        perInstanceHour = cost.perInstanceHour.map(MoneyView.init)
        perHourNow = cost.perHourNow.map(MoneyView.init)
        perMillionTokens = cost.perMillionTokens.map(MoneyView.init)
        tokensPerSecond = cost.tokensPerSecond
        monthToDate = cost.monthToDate.map(MoneyView.init)
        basis = cost.basis
        billableSeconds = cost.billableSeconds
        requests = cost.requests
        lastRequestDay = cost.lastRequestDay
        unusedDays = cost.unusedDays
        priceSource = cost.priceSource
        notes = cost.notes
        warnings = cost.warnings.map { Warning(code: $0.code, detail: $0.detail, fix: $0.fix) }
    }

    package struct Warning: Sendable, Hashable, Codable {
        package var code: ServiceCost.Warning.Code
        package var detail: String
        package var fix: String
    }
}

/// `GET /api/services/costs`.
package struct CostReportView: Sendable, Hashable, Codable {
    /// The first of the month, UTC.
    package var from: String
    package var to: String
    /// Over so many days requests were counted.
    package var days: Int
    package var services: [ServiceCostView]
    /// Of those services whose cost is known.
    package var monthToDate: MoneyView?
    package var perHourNow: MoneyView?
    /// How many services the sum leaves out.
    package var unknown: Int
    package var problems: [ProblemView]

    package init(_ report: CostReport) {
        from = report.from
        to = report.to
        days = report.days
        services = report.services.map(ServiceCostView.init)
        monthToDate = report.monthToDate.map(MoneyView.init)
        perHourNow = report.perHourNow.map(MoneyView.init)
        unknown = report.unknown
        problems = report.problems.map { ProblemView($0, status: $0.code.status, requestID: nil) }
    }
}
