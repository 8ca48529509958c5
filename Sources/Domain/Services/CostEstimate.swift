/// What a service costs, with where each figure comes from. What is not known is nil and named in ``unknown``; it is
/// never counted as nothing.
package struct CostEstimate: Sendable, Hashable, Codable {
    /// Every instance that may run.
    package var perHourBusy: Money
    /// The instances that run always.
    package var perHourIdle: Money
    package var perMonthIdle: Money
    package var perMonthBusy: Money
    /// Bytes that leave the bucket's region each time an instance loads the model; nil: unknown.
    package var egressPerStart: Money?
    /// An instance from its start to its first answer, egress included.
    package var perColdStart: Money?
    /// Keeping the model's files in the bucket.
    package var storagePerMonth: Money?
    /// A million generated tokens of one busy instance, where a rate was measured or given.
    package var perMillionTokens: Money?
    /// Where the figures come from and how old they are.
    package var source: String
    /// The prices are built in, not read from Google.
    package var isFallback: Bool
    package var unknown: [String]
    package var lines: [PlanLine]

    package init(
        perHourBusy: Money, perHourIdle: Money, perMonthIdle: Money, perMonthBusy: Money, egressPerStart: Money? = nil,
        perColdStart: Money? = nil, storagePerMonth: Money? = nil, perMillionTokens: Money? = nil, source: String,
        isFallback: Bool = false, unknown: [String] = [], lines: [PlanLine] = []
    ) {
        self.perHourBusy = perHourBusy
        self.perHourIdle = perHourIdle
        self.perMonthIdle = perMonthIdle
        self.perMonthBusy = perMonthBusy
        self.egressPerStart = egressPerStart
        self.perColdStart = perColdStart
        self.storagePerMonth = storagePerMonth
        self.perMillionTokens = perMillionTokens
        self.source = source
        self.isFallback = isFallback
        self.unknown = unknown
        self.lines = lines
    }
}
