package import Domain

/// Whether a model fits, and the arithmetic of it.
package struct FitView: Sendable, Hashable, Codable {
    package var availableBytes: Int64
    package var weightBytes: Int64
    /// What one more token takes while every layer keeps it.
    package var keyValueBytesPerToken: Int64
    /// The key-value cache of the plan.
    package var cacheBytes: Int64
    package var overheadBytes: Int64
    package var contextLength: Int
    package var sequences: Int
    package var fits: Bool
    package var largestContext: Int?
    /// Full contexts that fit at a time.
    package var largestConcurrency: Int?
    package var lines: [PlanLine]
    /// The same lines as texts.
    package var arithmetic: [String]

    init(_ fit: MemoryFit) {
        availableBytes = fit.available.bytes
        weightBytes = fit.weights.bytes
        keyValueBytesPerToken = fit.keyValuePerToken.bytes
        cacheBytes = fit.cache.bytes
        overheadBytes = fit.overhead.bytes
        contextLength = fit.contextLength
        sequences = fit.sequences
        fits = fit.fits
        largestContext = fit.largestContext
        largestConcurrency = fit.largestConcurrency
        lines = fit.lines
        arithmetic = fit.arithmetic
    }
}

/// Whether a model fits on an accelerator.
package struct AcceleratorFitView: Sendable, Hashable, Codable {
    package var accelerator: String
    package var fit: FitView

    init(_ fit: AcceleratorFit) {
        accelerator = fit.accelerator
        self.fit = FitView(fit.fit)
    }
}
