package import Serving

/// How the Cloud Run runtime looks and waits.
package struct CloudRunSettings: Sendable {
    /// Regions whose services are listed.
    package var regions: [String]
    /// Pause between two looks at an operation.
    package var pollInterval: Duration
    /// Pause between two questions to an engine that is not there yet.
    package var proofInterval: Duration
    /// A right to call spreads within a minute or so; a refusal before that is not believed.
    package var refusalGrace: Duration
    /// Pause between two reads of a log that is followed: twenty a minute, a third of the project's read quota.
    package var logInterval: Duration
    package var prices: @Sendable (_ region: String) async -> PriceList

    package init(
        regions: [String] = AcceleratorCatalog.regions, pollInterval: Duration = .seconds(2),
        proofInterval: Duration = .seconds(5), refusalGrace: Duration = .seconds(75),
        logInterval: Duration = .seconds(3),
        prices: @escaping @Sendable (_ region: String) async -> PriceList = { PriceList.builtIn(region: $0) }
    ) {
        self.regions = regions
        self.pollInterval = pollInterval
        self.proofInterval = proofInterval
        self.refusalGrace = refusalGrace
        self.logInterval = logInterval
        self.prices = prices
    }
}
