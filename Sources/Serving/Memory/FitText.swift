import Domain

/// The lines of a fit after its weights, each with its formula.
struct FitText {
    private let fit: MemoryFit
    private let accelerator: Accelerator
    private let engine: EngineKind
    private let options: FitOptions
    private let own: Int?
    private let cache: CacheShape?

    init(
        _ fit: MemoryFit, accelerator: Accelerator, engine: EngineKind, options: FitOptions, own: Int?,
        cache: CacheShape?
    ) {
        self.fit = fit
        self.accelerator = accelerator
        self.engine = engine
        self.options = options
        self.own = own
        self.cache = cache
    }

    var lines: [PlanLine] {
        var lines = cacheLines
        lines.append(
            PlanLine(
                "engine overhead", fit.overhead.binaryText,
                accelerator.isCPU
                    ? "the engine's process, a rule of thumb" : "activations, CUDA graphs: a rule of thumb, 1–2 GiB")
        )
        lines.append(budgetLine)
        lines.append(
            PlanLine(
                "together", fit.total.binaryText,
                "\(fit.weights.binaryText) + \(fit.cache.binaryText) + \(fit.overhead.binaryText), of "
                    + "\(fit.available.binaryText) on \(accelerator.name): " + (fit.fits ? "fits" : "does not fit"))
        )
        lines += limits
        return lines
    }

    private var cacheLines: [PlanLine] {
        guard let cache else {
            return [PlanLine("key-value cache", "unknown", "the model's configuration does not give its shape")]
        }
        var lines: [PlanLine] = []
        for part in cache.parts {
            let label = part.kind == .window ? "cache per token, windowed layers" : "cache per token"
            let window = part.most.map { most in
                let step =
                    options.batchTokens ?? (engine == .ollama ? 512 : accelerator.memory >= .gib(70) ? 8192 : 2048)
                return ", at most \(most - step) + \(step) tokens of a step"
            }
            lines.append(
                PlanLine(label, ByteCount(part.bytesPerToken).binaryText, part.formula + (window ?? "")))
        }
        if cache.stateLayers > 0, !cache.parts.isEmpty {
            lines.append(
                PlanLine("recurrent layers", "not counted", "\(cache.stateLayers) layers keep a state of fixed size"))
        }
        guard !cache.parts.isEmpty else {
            return lines + [PlanLine("key-value cache", "none", "no layer keeps one: an encoder, or recurrent")]
        }
        let sequences = fit.sequences == 1 ? "1 sequence" : "\(fit.sequences) sequences"
        let terms = cache.parts.map { part in
            "\(ByteCount(part.bytesPerToken).binaryText) × \(min(fit.contextLength, part.most ?? fit.contextLength))"
        }
        let sum = terms.count == 1 ? terms[0] : "(\(terms.joined(separator: " + ")))"
        lines.append(PlanLine("key-value cache", fit.cache.binaryText, "\(sum) tokens × \(sequences)"))
        return lines
    }

    private var budgetLine: PlanLine {
        let memory = accelerator.memory.binaryText
        guard engine == .vllm, !accelerator.isCPU else {
            return PlanLine("available", fit.available.binaryText, "all of \(accelerator.name)’s \(memory)")
        }
        let percent = (options.utilization * 1000).rounded() / 10
        let text = percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
        return PlanLine(
            "available", fit.available.binaryText,
            "\(text) % (--gpu-memory-utilization) of \(accelerator.name)’s \(memory)")
    }

    private var limits: [PlanLine] {
        guard let cache, !cache.parts.isEmpty, let largest = fit.largestContext else { return [] }
        let free = fit.available - fit.weights - fit.overhead
        let room = "\(fit.available.binaryText) − \(fit.weights.binaryText) − \(fit.overhead.binaryText)"
        guard free.bytes > 0 else { return [PlanLine("largest context", "0 tokens", "\(room) leaves nothing")] }
        let bound = own.map { largest == $0 ? ", the model's own limit" : " (the model's own: \($0))" } ?? ""
        var lines = [
            PlanLine(
                "largest context", "\(largest) tokens",
                "(\(room)) ÷ \(ByteCount(cache.bytesPerToken).binaryText) per token"
                    + (fit.sequences > 1 ? " ÷ \(fit.sequences) sequences" : "")
                    + (cache.parts.contains { $0.most != nil } ? ", windows counted as far as they go" : "") + bound)
        ]
        let perSequence = cache.bytes(tokens: fit.contextLength)
        if engine == .vllm, perSequence > 0 {
            let full = Double(free.bytes) / Double(perSequence)
            let count = full >= 10 ? "\(Int(full))" : "\((full * 10).rounded(.down) / 10)"
            lines.append(
                PlanLine(
                    "concurrency", "\(count) sequences",
                    "\(free.binaryText) ÷ \(ByteCount(perSequence).binaryText) of \(fit.contextLength) tokens each; "
                        + "\(options.sequences) are admitted (--max-num-seqs), shorter ones share the cache")
            )
        } else if let most = fit.largestConcurrency {
            lines.append(
                PlanLine(
                    "concurrency", "\(most) sequences",
                    "\(free.binaryText) ÷ \(ByteCount(perSequence).binaryText); \(fit.sequences) are reserved "
                        + "(OLLAMA_NUM_PARALLEL)"))
        }
        return lines
    }
}
