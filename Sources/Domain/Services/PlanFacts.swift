/// What a plan knows beside the wish and the manifest. Nothing is required: what is missing is estimated or unknown, and
/// the plan says so.
package struct PlanFacts: Sendable, Hashable, Codable {
    /// From the headers of the weight files.
    package var weights: WeightFacts?
    /// From `config.json` or the GGUF header as it lies in the bucket, read now.
    package var configuration: ModelConfiguration?
    /// Measured starts of services whose model lies in the same bucket, newest first.
    package var coldStarts: [ColdStart]
    /// Tokens that one busy instance generates in a second, all requests together.
    package var tokensPerSecond: Double?
    /// Why something could not be read, for people.
    package var gaps: [String]

    package init(
        weights: WeightFacts? = nil, configuration: ModelConfiguration? = nil, coldStarts: [ColdStart] = [],
        tokensPerSecond: Double? = nil, gaps: [String] = []
    ) {
        self.weights = weights
        self.configuration = configuration
        self.coldStarts = coldStarts
        self.tokensPerSecond = tokensPerSecond
        self.gaps = gaps
    }
}
