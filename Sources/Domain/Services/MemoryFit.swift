/// Memory of one GPU (or of the host, without one), added up.
package struct MemoryFit: Sendable, Hashable, Codable {
    package var available: ByteCount
    package var weights: ByteCount
    /// What one more token of one sequence takes while every layer still keeps it.
    package var keyValuePerToken: ByteCount
    package var contextLength: Int
    /// Full contexts that must fit at a time.
    package var sequences: Int
    package var overhead: ByteCount
    package var fits: Bool
    /// The largest context that fits one sequence; 0 when not even the weights fit; nil when the shape is unknown.
    package var largestContext: Int?
    /// The cache of all sequences at that context; less than tokens × ``keyValuePerToken`` where layers have windows.
    package var cache: ByteCount
    /// Sequences of the chosen context that fit at a time; nil when unknown or without a cache.
    package var largestConcurrency: Int?
    /// The arithmetic, one line each.
    package var lines: [PlanLine]

    package init(
        available: ByteCount, weights: ByteCount, keyValuePerToken: ByteCount, contextLength: Int, sequences: Int,
        overhead: ByteCount, fits: Bool, largestContext: Int?, cache: ByteCount = 0, largestConcurrency: Int? = nil,
        lines: [PlanLine]
    ) {
        self.available = available
        self.weights = weights
        self.keyValuePerToken = keyValuePerToken
        self.contextLength = contextLength
        self.sequences = sequences
        self.overhead = overhead
        self.fits = fits
        self.largestContext = largestContext
        self.cache = cache
        self.largestConcurrency = largestConcurrency
        self.lines = lines
    }

    /// The same in words.
    package var arithmetic: [String] { lines.map(\.text) }
    package var total: ByteCount { weights + cache + overhead }
}
