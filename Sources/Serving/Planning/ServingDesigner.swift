package import Domain

/// From a wish and a model's facts to a recipe: chooses what the user left open and says what does not work.
/// Pure, the same for every runtime.
package struct ServingDesigner: Sendable {
    package init() {}

    /// - Throws: `unsupported-model`, `invalid-request` when there is no recipe at all; what merely does not fit is a
    ///   problem in the draft.
    package func draft(
        _ wish: ServiceSpec, of published: ModelManifest, on site: ServingSite, knowing facts: PlanFacts = PlanFacts()
    ) throws -> ServingDraft {
        let manifest = Self.informed(published, by: facts)
        var spec = wish
        var problems: [PlanProblem] = []
        let engine = ServingEngines.engine(for: manifest, wish: wish.engine, among: site.engines)
        spec.engine = engine.kind
        spec.name = wish.name ?? ServiceName.derived(from: manifest.model.id)
        let sequences = wish.concurrency ?? Self.sequences(in: wish.arguments, of: engine.kind)
        spec.concurrency = sequences

        let options = FitOptions(wish, engine: engine.kind, sequences: sequences)
        var accelerator = try choose(wish, manifest, engine.kind, options, site, facts)
        spec.accelerator = accelerator.name
        let loader = try choose(loader: wish.loader, for: manifest, engine: engine, site)
        spec.loader = loader
        // Without a GPU the memory that was asked for is the memory there is.
        if accelerator.isCPU, site.hasShapes, let memory = wish.memory { accelerator.memory = memory }

        let calculator = MemoryFitCalculator(accelerator: accelerator, engine: engine.kind)
        let fit = calculator.fit(manifest, options, knowing: facts)
        spec.contextLength = fit.contextLength > 0 ? fit.contextLength : wish.contextLength
        problems += FitProblems(fit, options, manifest, accelerator, site).all(wish)
        let host = HostMemory(
            loader: loader, engine: engine.kind, files: Self.bytesRead(of: manifest), fit: fit, accelerator: accelerator
        )
        let shape = ShapeChoice(wish, accelerator: accelerator, host: host, site: site)
        spec.cpu = shape.shape.cpu
        spec.memory = shape.shape.memory
        problems += shape.problems

        let start = LoadTimePredictor.predict(
            LoadTimePredictor.Start(
                model: manifest.model, weights: Self.bytesRead(of: manifest), loader: loader, engine: engine.kind,
                accelerator: accelerator.name),
            history: facts.coldStarts
        )
        var request = RecipeRequest(
            manifest: manifest, spec: spec, root: site.root, loader: loader, accelerator: accelerator,
            contextLength: spec.contextLength, port: site.port, predictedLoadSeconds: start.seconds
        )
        request.cache = fit.cache
        request.volume = host.volume
        let recipe = try engine.recipe(for: request)
        problems += slowStart(start, recipe, accelerator)
        return ServingDraft(
            spec: spec, accelerator: accelerator, recipe: recipe, fit: fit, start: start, shape: shape.lines,
            problems: problems, readBytes: Self.bytesRead(of: manifest)
        )
    }

    /// The manifest with the shape as it was read now: what was written at the import may be less.
    package static func informed(_ manifest: ModelManifest, by facts: PlanFacts) -> ModelManifest {
        guard var configuration = facts.configuration else { return manifest }
        var manifest = manifest
        configuration.quantization = configuration.quantization ?? manifest.facts.configuration?.quantization
        manifest.facts.configuration = configuration
        return manifest
    }

    /// What a start reads: of a Hugging Face model its weights count, of an Ollama model every blob.
    package static func bytesRead(of manifest: ModelManifest) -> ByteCount {
        let weights = ModelFiles.weightBytes(of: manifest)
        return weights.bytes > 0 ? weights : manifest.size
    }

    /// The user's own `--max-num-seqs` is the concurrency too: what the engine does not admit waits in it.
    private static func sequences(in arguments: [String], of engine: EngineKind) -> Int {
        switch engine {
        case .vllm:
            var words = EngineArguments(positional: [])
            words.merge(arguments)
            let given = words.value(of: "--max-num-seqs").flatMap { Int($0) }
            return given.flatMap { (1...1000).contains($0) ? $0 : nil } ?? VLLMEngine.defaultSequences
        case .ollama: return OllamaEngine.defaultParallel
        case .llamacpp: return LlamaCppEngine.defaultParallel
        }
    }

    /// The accelerator asked for, else the smallest GPU on which the model fits, else the largest.
    private func choose(
        _ wish: ServiceSpec, _ manifest: ModelManifest, _ engine: EngineKind, _ options: FitOptions,
        _ site: ServingSite, _ facts: PlanFacts
    ) throws(Problem) -> Accelerator {
        if let name = wish.accelerator {
            guard let found = site.accelerators.first(where: { $0.name == name }) else {
                let names = site.accelerators.map(\.name).joined(separator: ", ")
                throw Problem(
                    .invalidRequest, "Unknown accelerator", detail: "‘\(name.prefix(60))’ is not offered here",
                    fix: "Choose one of: \(names)."
                )
            }
            return found
        }
        let gpus = site.accelerators.filter { !$0.isCPU }
        let offered = gpus.isEmpty ? site.accelerators : gpus
        var options = options
        options.contextLength = options.contextLength ?? smallestUsefulContext(manifest)
        let fitting = offered.first { accelerator in
            MemoryFitCalculator(accelerator: accelerator, engine: engine).fit(manifest, options, knowing: facts).fits
        }
        guard let chosen = fitting ?? offered.last else {
            throw Problem(.invalidRequest, "No accelerator", detail: "This runtime offers none")
        }
        return chosen
    }

    /// A context below which a generating model is of little use; at most the model's own.
    private func smallestUsefulContext(_ manifest: ModelManifest) -> Int {
        min(4096, manifest.facts.configuration?.maxPositions ?? 4096)
    }

    private func choose(
        loader wish: Loader?, for manifest: ModelManifest, engine: any ServingEngine, _ site: ServingSite
    ) throws(Problem) -> Loader {
        let isStreamable = engine.capabilities.streamsFromBucket && manifest.facts.format == .safetensors
        if let wish {
            guard site.loaders.contains(wish) else {
                throw Problem(
                    .invalidRequest, "Unknown loader", detail: "‘\(wish.rawValue)’ is not offered here",
                    fix: "Choose one of: \(site.loaders.map(\.rawValue).joined(separator: ", "))."
                )
            }
            return wish
        }
        guard let first = site.loaders.first(where: { $0 != .stream || isStreamable }) else {
            throw Problem(
                .unsupportedModel, "No loader", detail: "No loader of this runtime can load \(manifest.model)")
        }
        return first
    }

    private func slowStart(
        _ start: StartPrediction, _ recipe: ContainerRecipe, _ accelerator: Accelerator
    ) -> [PlanProblem] {
        let limit = ProbePlanner.limit(isGPU: !accelerator.isCPU)
        guard start.seconds > Double(limit) else { return [] }
        return [
            PlanProblem(
                .warning, code: "slow-start",
                detail: "The first answer is predicted after \(Int(start.seconds)) s (\(start.basis)); Cloud Run gives "
                    + "a start up after \(limit) s",
                fix: "Choose a smaller or quantised model, or the loader stream."
            )
        ]
    }
}
