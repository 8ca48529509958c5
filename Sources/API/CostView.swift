package import Domain

/// What a service costs. A figure that is left out is not known; `unknown` says why.
package struct CostView: Sendable, Hashable, Codable {
    package var perHourBusy: MoneyView
    package var perHourIdle: MoneyView
    package var perMonthIdle: MoneyView
    package var perMonthBusy: MoneyView
    package var egressPerStart: MoneyView?
    package var perColdStart: MoneyView?
    package var storagePerMonth: MoneyView?
    package var perMillionTokens: MoneyView?
    package var source: String
    /// The prices are built in, not read from Google.
    package var isFallback: Bool
    package var unknown: [String]
    package var lines: [PlanLine]

    init(_ cost: CostEstimate) {
        perHourBusy = MoneyView(cost.perHourBusy)
        perHourIdle = MoneyView(cost.perHourIdle)
        perMonthIdle = MoneyView(cost.perMonthIdle)
        perMonthBusy = MoneyView(cost.perMonthBusy)
        egressPerStart = cost.egressPerStart.map(MoneyView.init)
        perColdStart = cost.perColdStart.map(MoneyView.init)
        storagePerMonth = cost.storagePerMonth.map(MoneyView.init)
        perMillionTokens = cost.perMillionTokens.map(MoneyView.init)
        source = cost.source
        isFallback = cost.isFallback
        unknown = cost.unknown
        lines = cost.lines
    }
}

/// How long a cold start takes, and why we think so.
package struct StartView: Sendable, Hashable, Codable {
    package var seconds: Double
    /// `3 measured starts of this model`, `built-in estimate`.
    package var basis: String
    package var isMeasured: Bool
    package var lines: [PlanLine]

    init(_ start: StartPrediction) {
        seconds = start.seconds
        basis = start.basis
        isMeasured = start.isMeasured
        lines = start.lines
    }
}
