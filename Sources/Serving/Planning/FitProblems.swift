import Domain

/// What the memory of a model says against a plan.
struct FitProblems {
    private let fit: MemoryFit
    private let options: FitOptions
    private let manifest: ModelManifest
    private let accelerator: Accelerator
    private let site: ServingSite

    init(
        _ fit: MemoryFit, _ options: FitOptions, _ manifest: ModelManifest, _ accelerator: Accelerator,
        _ site: ServingSite
    ) {
        self.fit = fit
        self.options = options
        self.manifest = manifest
        self.accelerator = accelerator
        self.site = site
    }

    func all(_ wish: ServiceSpec) -> [PlanProblem] { misfit + tightSequences + longContext + ownCode(wish) }

    private var misfit: [PlanProblem] {
        guard !fit.fits else { return [] }
        let larger = site.accelerators.first { accelerator.memory < $0.memory && !$0.isCPU }
        let shorter = fit.largestContext.flatMap { $0 > 0 ? "a context of at most \($0) tokens" : nil }
        let ways = [shorter, larger.map { "the accelerator \($0.name)" }, "a quantised version of the model"]
        return [
            PlanProblem(
                .error, code: Problem.Code.doesNotFit.rawValue,
                detail: fit.lines.last { $0.label == "together" }?.text ?? "The model does not fit",
                fix: "Choose \(ways.compactMap(\.self).joined(separator: ", or "))."
            )
        ]
    }

    /// vLLM admits more than fits: it works, and requests wait or are computed again.
    private var tightSequences: [PlanProblem] {
        guard fit.fits, fit.sequences == 1, options.contextLength != nil, let most = fit.largestConcurrency,
            most < options.sequences, most < 2
        else { return [] }
        return [
            PlanProblem(
                .warning, code: "cache-is-small",
                detail: "The cache holds \(most) request(s) of the full context; \(options.sequences) are admitted",
                fix: "Ask for a shorter context or fewer requests per instance when requests are long."
            )
        ]
    }

    private var longContext: [PlanProblem] {
        guard let own = manifest.facts.configuration?.maxPositions, let asked = options.contextLength, asked > own
        else { return [] }
        return [
            PlanProblem(
                .warning, code: "context-too-long",
                detail: "The model is made for \(own) tokens; \(asked) were asked for", fix: "Ask for at most \(own)."
            )
        ]
    }

    private func ownCode(_ wish: ServiceSpec) -> [PlanProblem] {
        guard ModelTask.hasOwnCode(manifest), !wish.arguments.contains("--trust-remote-code") else { return [] }
        return [
            PlanProblem(
                .warning, code: "own-code",
                detail: "The repository brings Python code; the engine runs it only when told to",
                fix: "If the start fails for it, and you trust the author, add the argument --trust-remote-code."
            )
        ]
    }
}
