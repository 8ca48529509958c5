package import Domain

/// From a wish and a model's facts to a recipe: chooses what the user left open and says what does not work.
/// Pure, the same for every runtime.
package struct ServingDesigner: Sendable {
    package init() {}

    /// - Throws: `unsupported-model`, `invalid-request` when there is no recipe at all; what merely does not fit is a
    ///   problem in the draft.
    package func draft(_ wish: ServiceSpec, of manifest: ModelManifest, on site: ServingSite) throws -> ServingDraft {
        var spec = wish
        var problems: [PlanProblem] = []
        let engine = ServingEngines.engine(for: manifest, wish: wish.engine)
        spec.engine = engine.kind
        spec.name = wish.name ?? ServiceName.derived(from: manifest.model.id)
        let sequences = wish.concurrency ?? defaultSequences(of: engine.kind)
        spec.concurrency = sequences

        let accelerator = try choose(wish, manifest, engine.kind, sequences, site)
        spec.accelerator = accelerator.name
        takeShape(&spec, of: accelerator, &problems)
        let loader = try choose(loader: wish.loader, for: manifest, engine: engine, site)
        spec.loader = loader

        let calculator = MemoryFitCalculator(accelerator: accelerator, engine: engine.kind)
        let fit = calculator.fit(manifest, contextLength: wish.contextLength, sequences: sequences)
        spec.contextLength = fit.contextLength > 0 ? fit.contextLength : wish.contextLength
        problems += self.problems(of: fit, wish, manifest, accelerator, site)

        let predicted = LoadTimePredictor.seconds(weights: fit.weights, loader: loader, engine: engine.kind)
        if predicted > Double(LoadTimePredictor.longestStartup) {
            problems.append(
                PlanProblem(
                    .warning, code: "slow-start",
                    detail: "Loading is predicted to take \(Int(predicted)) s; a start is given up after "
                        + "\(LoadTimePredictor.longestStartup) s",
                    fix: "Choose a smaller or quantised model, or the loader stream."
                )
            )
        }
        let request = RecipeRequest(
            manifest: manifest, spec: spec, root: site.root, loader: loader, accelerator: accelerator,
            contextLength: spec.contextLength, port: site.port, predictedLoadSeconds: predicted
        )
        let recipe = try engine.recipe(for: request)
        return ServingDraft(
            spec: spec, accelerator: accelerator, recipe: recipe, fit: fit, predictedStart: predicted,
            problems: problems
        )
    }

    private func defaultSequences(of engine: EngineKind) -> Int {
        switch engine {
        case .vllm: VLLMEngine.defaultSequences
        case .ollama: OllamaEngine.defaultParallel
        }
    }

    /// The accelerator asked for, else the smallest on which the model fits, else the largest.
    private func choose(
        _ wish: ServiceSpec, _ manifest: ModelManifest, _ engine: EngineKind, _ sequences: Int, _ site: ServingSite
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
        let fitting = site.accelerators.first { accelerator in
            MemoryFitCalculator(accelerator: accelerator, engine: engine)
                .fit(
                    manifest, contextLength: wish.contextLength ?? smallestUsefulContext(manifest), sequences: sequences
                )
                .fits
        }
        guard let chosen = fitting ?? site.accelerators.last else {
            throw Problem(.invalidRequest, "No accelerator", detail: "This runtime offers none")
        }
        return chosen
    }

    /// A context below which a generating model is of little use; at most the model's own.
    private func smallestUsefulContext(_ manifest: ModelManifest) -> Int {
        min(4096, manifest.facts.configuration?.maxPositions ?? 4096)
    }

    private func takeShape(_ spec: inout ServiceSpec, of accelerator: Accelerator, _ problems: inout [PlanProblem]) {
        let least = accelerator.minimum
        spec.cpu = spec.cpu ?? accelerator.recommended.cpu
        spec.memory = spec.memory ?? accelerator.recommended.memory
        guard accelerator.name != "cpu", let cpu = spec.cpu, let memory = spec.memory else { return }
        if cpu < least.cpu || memory < least.memory {
            problems.append(
                PlanProblem(
                    .error, code: "shape-too-small",
                    detail: "\(accelerator.name) takes at least \(least.cpu) vCPU and \(least.memory.binaryText)",
                    fix: "Leave CPU and memory out; \(accelerator.recommended.cpu) vCPU and "
                        + "\(accelerator.recommended.memory.binaryText) are recommended."
                )
            )
        }
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

    private func problems(
        of fit: MemoryFit, _ wish: ServiceSpec, _ manifest: ModelManifest, _ accelerator: Accelerator,
        _ site: ServingSite
    ) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        if !fit.fits {
            let larger = site.accelerators.first { accelerator.memory < $0.memory }
            let shorter = fit.largestContext.flatMap { $0 > 0 ? "a context of at most \($0) tokens" : nil }
            let ways = [shorter, larger.map { "the accelerator \($0.name)" }, "a quantised version of the model"]
            problems.append(
                PlanProblem(
                    .error, code: Problem.Code.doesNotFit.rawValue,
                    detail: fit.arithmetic.last { $0.hasPrefix("together") } ?? "The model does not fit",
                    fix: "Choose \(ways.compactMap(\.self).joined(separator: ", or "))."
                )
            )
        }
        if let own = manifest.facts.configuration?.maxPositions, let asked = wish.contextLength, asked > own {
            problems.append(
                PlanProblem(
                    .warning, code: "context-too-long",
                    detail: "The model is made for \(own) tokens; \(asked) were asked for",
                    fix: "Ask for at most \(own)."
                )
            )
        }
        if ModelTask.hasOwnCode(manifest), !wish.arguments.contains("--trust-remote-code") {
            problems.append(
                PlanProblem(
                    .warning, code: "own-code",
                    detail: "The repository brings Python code; the engine runs it only when told to",
                    fix: "If the start fails for it, and you trust the author, add the argument --trust-remote-code."
                )
            )
        }
        return problems
    }
}
