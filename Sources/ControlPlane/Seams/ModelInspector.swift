package import Domain

/// Reads of a published model what a plan needs beside its manifest: the exact weights, the shape, measured starts.
package protocol ModelInspector: Sendable {
    /// Never throws for what cannot be read: that is a gap of the facts, in words.
    /// - Throws: `CancellationError`.
    func facts(of manifest: ModelManifest, in store: any ObjectStore, target: Target) async throws -> PlanFacts

    /// The same of a model that still lies at its hub; only what a few small reads can tell.
    func facts(of model: SourceModel, at source: any ModelSource, token: Secret?) async throws -> PlanFacts
}

/// Where nothing is read: a plan from the manifest alone.
package struct NoInspector: ModelInspector {
    package init() {}
    package func facts(
        of manifest: ModelManifest, in store: any ObjectStore, target: Target
    ) async throws -> PlanFacts { PlanFacts() }

    package func facts(
        of model: SourceModel, at source: any ModelSource, token: Secret?
    ) async throws -> PlanFacts { PlanFacts() }
}
