/// Another way to run the same model: a region, an accelerator and a loader, with what that would mean.
package struct PlanAlternative: Sendable, Hashable, Codable {
    package var region: String
    package var accelerator: String
    package var loader: Loader
    package var cpu: Int
    package var memory: ByteCount
    package var fits: Bool
    package var contextLength: Int
    package var largestContext: Int?
    package var largestConcurrency: Int?
    /// One instance that works; nil: unknown.
    package var perHour: Money?
    package var egressPerStart: Money?
    package var predictedStart: Double
    package var isMeasured: Bool
    /// GPUs that the quota still gives; nil: unlimited, unknown or no GPU, by ``quotaStanding``.
    package var quotaLeft: Double?
    package var quotaStanding: QuotaUse.Standing
    /// Why it cannot be applied as it stands; empty when it can.
    package var obstacles: [String]
    /// It is what the plan itself chose.
    package var isChosen: Bool

    package init(
        region: String, accelerator: String, loader: Loader, cpu: Int, memory: ByteCount, fits: Bool,
        contextLength: Int, largestContext: Int?, largestConcurrency: Int?, perHour: Money?, egressPerStart: Money?,
        predictedStart: Double, isMeasured: Bool, quotaLeft: Double?, quotaStanding: QuotaUse.Standing,
        obstacles: [String], isChosen: Bool
    ) {
        self.region = region
        self.accelerator = accelerator
        self.loader = loader
        self.cpu = cpu
        self.memory = memory
        self.fits = fits
        self.contextLength = contextLength
        self.largestContext = largestContext
        self.largestConcurrency = largestConcurrency
        self.perHour = perHour
        self.egressPerStart = egressPerStart
        self.predictedStart = predictedStart
        self.isMeasured = isMeasured
        self.quotaLeft = quotaLeft
        self.quotaStanding = quotaStanding
        self.obstacles = obstacles
        self.isChosen = isChosen
    }
}
