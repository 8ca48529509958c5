package import Domain

/// Ways to run a model, the best first: what can be applied, then the bucket's own region, then the cheaper one.
package struct AlternativesView: Sendable, Hashable, Codable {
    package var alternatives: [AlternativeView]

    package init(_ alternatives: [PlanAlternative]) { self.alternatives = alternatives.map(AlternativeView.init) }
}

/// A region, an accelerator and a loader, and what they would mean.
package struct AlternativeView: Sendable, Hashable, Codable {
    package var region: String
    package var accelerator: String
    package var loader: String
    package var cpu: Int
    /// Bytes.
    package var memory: Int64
    package var fits: Bool
    package var contextLength: Int
    package var largestContext: Int?
    package var largestConcurrency: Int?
    /// One instance that works; left out when unknown.
    package var perHour: MoneyView?
    package var egressPerStart: MoneyView?
    package var predictedStartSeconds: Double
    package var isMeasured: Bool
    package var quotaLeft: Double?
    /// `limited`, `unlimited`, `unknown`.
    package var quotaStanding: String
    /// Why it cannot be applied; empty when it can.
    package var obstacles: [String]
    /// What the plan itself chose.
    package var isChosen: Bool

    init(_ row: PlanAlternative) {
        region = row.region
        accelerator = row.accelerator
        loader = row.loader.rawValue
        cpu = row.cpu
        memory = row.memory.bytes
        fits = row.fits
        contextLength = row.contextLength
        largestContext = row.largestContext
        largestConcurrency = row.largestConcurrency
        perHour = row.perHour.map(MoneyView.init)
        egressPerStart = row.egressPerStart.map(MoneyView.init)
        predictedStartSeconds = row.predictedStart
        isMeasured = row.isMeasured
        quotaLeft = row.quotaLeft
        quotaStanding = row.quotaStanding.rawValue
        obstacles = row.obstacles
        isChosen = row.isChosen
    }
}
