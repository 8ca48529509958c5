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
    /// CPU and memory are chosen from a table (Cloud Run's); otherwise there is what there is.
    package var hasShapes: Bool
    /// What can be run here.
    package var engines: [EngineKind]

    package init(
        accelerators: [Accelerator], loaders: [Loader], root: String, port: Int? = nil, hasShapes: Bool = false,
        engines: [EngineKind] = [.vllm, .ollama]
    ) {
        self.accelerators = accelerators
        self.loaders = loaders
        self.root = root
        self.port = port
        self.hasShapes = hasShapes
        self.engines = engines
    }

    /// Cloud Run's, with the bucket mounted where the engines look for it.
    package static func cloudRun(bucket: String) -> ServingSite {
        ServingSite(
            accelerators: AcceleratorCatalog.cloudRunWithoutGPU, loaders: [.mount, .stream, .copy],
            root: "/gcs/\(bucket)", hasShapes: true
        )
    }
}

/// A service as the engine side wants it, before a runtime adds what it knows (quota, price, what exists already).
package struct ServingDraft: Sendable, Hashable {
    /// With every choice of the engine side made.
    package var spec: ServiceSpec
    package var accelerator: Accelerator
    package var recipe: ContainerRecipe
    package var fit: MemoryFit
    package var start: StartPrediction
    /// What the instance's memory is for.
    package var shape: [PlanLine]
    package var problems: [PlanProblem]
    /// What a start reads of the bucket.
    package var readBytes: ByteCount
}
