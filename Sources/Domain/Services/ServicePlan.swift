/// What a deploy would create or change; what the user confirms.
package struct ServicePlan: Sendable, Hashable, Codable {
    package var id: ServiceID
    package var target: Target
    /// The spec with every choice made.
    package var spec: ServiceSpec
    package var recipe: ContainerRecipe
    package var fit: MemoryFit
    package var cost: CostEstimate?
    package var quota: [QuotaUse]
    /// In words: each resource to be created or changed.
    package var changes: [String]
    /// Each with its fix; a plan with an `error` cannot be applied.
    package var problems: [PlanProblem]
    /// The etag of the service that would be replaced; nil when there is none. Applying refuses if it moved.
    package var basedOn: String?
    /// Seconds until the first token, as predicted; nil when nothing is known.
    package var predictedStart: Double?
    /// The request that would be sent, as JSON text, for the eyes; empty for the local runtime.
    package var requestPreview: String

    package init(
        id: ServiceID, target: Target, spec: ServiceSpec, recipe: ContainerRecipe, fit: MemoryFit, cost: CostEstimate?,
        quota: [QuotaUse], changes: [String], problems: [PlanProblem], basedOn: String?, predictedStart: Double?,
        requestPreview: String
    ) {
        self.id = id
        self.target = target
        self.spec = spec
        self.recipe = recipe
        self.fit = fit
        self.cost = cost
        self.quota = quota
        self.changes = changes
        self.problems = problems
        self.basedOn = basedOn
        self.predictedStart = predictedStart
        self.requestPreview = requestPreview
    }

    package var canApply: Bool { !problems.contains { $0.severity == .error } }
}

package struct PlanProblem: Sendable, Hashable, Codable {
    package enum Severity: String, Sendable, Hashable, Codable { case warning, error }
    package var severity: Severity
    package var code: String
    package var detail: String
    package var fix: String?

    package init(_ severity: Severity, code: String, detail: String, fix: String? = nil) {
        self.severity = severity
        self.code = code
        self.detail = detail
        self.fix = fix
    }
}

/// Memory of one GPU (or of the host, without one), added up.
package struct MemoryFit: Sendable, Hashable, Codable {
    package var available: ByteCount
    package var weights: ByteCount
    package var keyValuePerToken: ByteCount
    package var contextLength: Int
    package var sequences: Int
    package var overhead: ByteCount
    package var fits: Bool
    /// The largest context that fits one sequence; 0 when not even the weights fit; nil when the shape is unknown.
    package var largestContext: Int?
    /// The arithmetic in words, one line each.
    package var arithmetic: [String]

    package init(
        available: ByteCount, weights: ByteCount, keyValuePerToken: ByteCount, contextLength: Int, sequences: Int,
        overhead: ByteCount, fits: Bool, largestContext: Int?, arithmetic: [String]
    ) {
        self.available = available
        self.weights = weights
        self.keyValuePerToken = keyValuePerToken
        self.contextLength = contextLength
        self.sequences = sequences
        self.overhead = overhead
        self.fits = fits
        self.largestContext = largestContext
        self.arithmetic = arithmetic
    }
}

package struct CostEstimate: Sendable, Hashable, Codable {
    package var perHourBusy: Money
    package var perHourIdle: Money
    package var perMonthIdle: Money
    /// Where the figures come from and how old they are.
    package var source: String

    package init(perHourBusy: Money, perHourIdle: Money, perMonthIdle: Money, source: String) {
        self.perHourBusy = perHourBusy
        self.perHourIdle = perHourIdle
        self.perMonthIdle = perMonthIdle
        self.source = source
    }
}

package struct QuotaUse: Sendable, Hashable, Codable {
    package var name: String
    package var limit: Double?
    package var used: Double
    package var requested: Double

    package init(name: String, limit: Double?, used: Double, requested: Double) {
        self.name = name
        self.limit = limit
        self.used = used
        self.requested = requested
    }
}
