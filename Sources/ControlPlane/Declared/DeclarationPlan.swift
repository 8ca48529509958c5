package import Domain

/// What applying a file would do.
package struct DeclarationPlan: Sendable, Hashable {
    package var owner: String
    package var changes: [DeclarationChange]
    /// Digest of all that the plan saw; another one later means that the world has moved.
    package var basedOn: String

    package var hasChanges: Bool { changes.contains { $0.kind != .none } }
    package var canApply: Bool { !changes.contains { $0.problems.contains { $0.severity == .error } } }
}

/// One thing that the file names (or owns and no longer names), and what becomes of it.
package struct DeclarationChange: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case none, create, `import`, update, delete
    }

    package enum Resource: String, Sendable, Hashable, Codable, CaseIterable {
        case bucket, model, service
    }

    package var kind: Kind
    package var resource: Resource
    package var name: String
    /// In words: what differs, what moves, what it costs.
    package var details: [String]
    package var problems: [PlanProblem] = []
    /// How the weights fit, for a service whose model is there.
    package var fit: [String] = []
    package var quota: [QuotaUse] = []
    package var cost: CostEstimate?
    /// By how much the cost of a busy hour changes; nil where one side is not known.
    package var costDelta: Money?
    /// By how much the cost of an idle month changes; nil where one side is not known.
    package var idleCostDelta: Money?
    /// What applying needs beside the file.
    var service: ServicePlan?
    /// The service that is there.
    var existing: Service?

    init(_ kind: Kind, _ resource: Resource, _ name: String, _ details: [String] = []) {
        self.kind = kind
        self.resource = resource
        self.name = name
        self.details = details
    }
}
