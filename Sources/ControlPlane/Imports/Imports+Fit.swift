package import Domain
import Serving

extension Imports {
    /// Whether the model would fit on each GPU of the target, from the headers of its weights at the hub: nobody should
    /// move a model to learn that it is too large. Needs the viewer role.
    ///
    /// - Parameter plan: of the import.
    /// - Returns: one for each GPU, the smallest first; empty where there is no GPU to choose.
    package func fits(
        _ context: RequestContext, _ plan: ImportPlan, token: Secret? = nil
    ) async throws -> [AcceleratorFit] {
        try await world.look(context, "see whether a model fits") {
            let gpus = try world.targets.runtime(of: context.target).capabilities.accelerators.filter { !$0.isCPU }
            guard !gpus.isEmpty, let source = world.sources[plan.model.reference.source] else { return [] }
            let facts = try await world.inspector.facts(of: plan.model, at: source, token: token)
            let manifest = ServingDesigner.informed(plan.model.asPublished, by: facts)
            let engine = ServingEngines.engine(for: manifest, wish: nil).kind
            return gpus.map { accelerator in
                let calculator = MemoryFitCalculator(accelerator: accelerator, engine: engine)
                return AcceleratorFit(
                    accelerator: accelerator.name, fit: calculator.fit(manifest, FitOptions(), knowing: facts))
            }
        }
    }
}

extension SourceModel {
    /// The manifest that an import would publish, without the digests: for arithmetic.
    fileprivate var asPublished: ModelManifest {
        ModelManifest(
            model: identity,
            files: chosen.map {
                ModelManifest.File(
                    path: $0.path, key: $0.key, size: $0.size ?? 0, sha256: nil, crc32c: "", promised: $0.digest)
            },
            facts: facts, importedAt: "", importedBy: "")
    }
}
