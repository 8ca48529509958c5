package import Domain

/// What a runtime offers to an engine: accelerators, loaders and where the bucket is seen.
package struct ServingSite: Sendable, Hashable {
    /// Smallest first.
    package var accelerators: [Accelerator]
    /// The recommended one first.
    package var loaders: [Loader]
    /// Where an engine sees the bucket's root.
    package var root: String
    /// The engine's own port when nil.
    package var port: Int?

    package init(accelerators: [Accelerator], loaders: [Loader], root: String, port: Int? = nil) {
        self.accelerators = accelerators
        self.loaders = loaders
        self.root = root
        self.port = port
    }
}

/// A service as the engine side wants it, before a runtime adds what it knows (quota, price, what exists already).
package struct ServingDraft: Sendable, Hashable {
    /// With every choice of the engine side made.
    package var spec: ServiceSpec
    package var accelerator: Accelerator
    package var recipe: ContainerRecipe
    package var fit: MemoryFit
    package var predictedStart: Double
    package var problems: [PlanProblem]
}
