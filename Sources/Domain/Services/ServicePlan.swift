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
    /// How that comes about: from measured starts, or from built-in rates.
    package var start: StartPrediction?
    /// CPU and memory of an instance, and what the memory is for.
    package var shape: [PlanLine]
    /// The request that would be sent, as JSON text, for the eyes: what may be a secret is masked. Empty for the local
    /// runtime.
    package var requestPreview: String
    /// What an update sends, as JSON text with everything in it; not to be shown.
    package var request = ""
    /// Field by field what an existing service would have after it; empty for a new one.
    package var diff: [FieldChange]
    /// The plan changes a service in place: what is sent is ``request``, and nothing else of it is touched.
    package var isUpdate: Bool
    /// When the new revision does not answer, all traffic goes back to the one before it.
    package var rollsBack: Bool

    package init(
        id: ServiceID, target: Target, spec: ServiceSpec, recipe: ContainerRecipe, fit: MemoryFit, cost: CostEstimate?,
        quota: [QuotaUse], changes: [String], problems: [PlanProblem], basedOn: String?, predictedStart: Double?,
        requestPreview: String, start: StartPrediction? = nil, shape: [PlanLine] = [], diff: [FieldChange] = [],
        isUpdate: Bool = false, rollsBack: Bool = false
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
        self.start = start
        self.shape = shape
        self.diff = diff
        self.isUpdate = isUpdate
        self.rollsBack = rollsBack
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
