package import Domain

/// Adds up the memory of one GPU, or of the host without one: weights, key-value cache, overhead.
package struct MemoryFitCalculator: Sendable {
    /// Activations, CUDA graphs and the engine itself; measured figures lie between 1 and 2 GiB.
    package static let generationOverhead = ByteCount.mib(1536)
    package static let embeddingOverhead = ByteCount.gib(1)
    /// Without a GPU the engine's process lies in the same memory: Python and torch, or one Go program.
    package static let hostOverhead: [EngineKind: ByteCount] = [
        .vllm: .gib(3), .ollama: .mib(768), .llamacpp: .mib(768),
    ]
    /// No model is made for more; a bound for those that do not say.
    static let longestContext = 16 << 20

    package var accelerator: Accelerator
    package var engine: EngineKind

    package init(accelerator: Accelerator, engine: EngineKind) {
        self.accelerator = accelerator
        self.engine = engine
    }

    /// - Parameter knowing: what was read of the model beside its manifest.
    package func fit(
        _ manifest: ModelManifest, _ options: FitOptions, knowing facts: PlanFacts = PlanFacts()
    ) -> MemoryFit {
        let weights = WeightMemory(manifest, facts: facts.weights, engine: engine, options: options)
        let overhead = overhead(of: manifest)
        let reserved = engine == .vllm ? 1 : max(1, options.sequences)
        let own = manifest.facts.configuration?.maxPositions
        let cache = cacheShape(manifest.facts, options)
        let free = budget(options) - weights.bytes - overhead
        let largest = largest(cache, free: free, reserved: reserved, own: own)
        let chosen = options.contextLength ?? largest.flatMap { $0 > 0 ? roundedDown($0) : nil } ?? 0
        let perSequence = cache?.bytes(tokens: chosen) ?? 0
        let (all, isHuge) = perSequence.multipliedReportingOverflow(by: Int64(reserved))
        let together = ByteCount(isHuge ? Int64.max >> 1 : min(all, Int64.max >> 1))
        let fits =
            weights.bytes + overhead + together <= budget(options)
            && (options.contextLength != nil || largest != 0)
        var fit = MemoryFit(
            available: budget(options), weights: weights.bytes, keyValuePerToken: ByteCount(cache?.bytesPerToken ?? 0),
            contextLength: chosen, sequences: reserved, overhead: overhead, fits: fits, largestContext: largest,
            cache: together,
            largestConcurrency: perSequence > 0 && free.bytes > 0 ? Int(free.bytes / perSequence) : nil,
            lines: weights.lines
        )
        fit.lines +=
            FitText(fit, accelerator: accelerator, engine: engine, options: options, own: own, cache: cache)
            .lines
        return fit
    }

    /// For those who know no more than the manifest.
    package func fit(_ manifest: ModelManifest, contextLength: Int?, sequences: Int) -> MemoryFit {
        fit(manifest, FitOptions(contextLength: contextLength, sequences: sequences))
    }

    /// Bytes of cache that one token takes; 0 for encoders; nil when the model's shape is not known.
    package func keyValueBytesPerToken(_ facts: ModelFacts) -> ByteCount? {
        if ModelTask.isEncoder(facts) { return 0 }
        return cacheShape(facts, FitOptions()).map { ByteCount($0.bytesPerToken) }
    }

    /// nil when the shape is not known; a shape without parts for an encoder.
    private func cacheShape(_ facts: ModelFacts, _ options: FitOptions) -> CacheShape? {
        if ModelTask.isEncoder(facts) {
            return CacheShape(ModelConfiguration(layers: 1, attention: [AttentionGroup(.state, layers: 1)]))
        }
        guard let shape = facts.configuration else { return nil }
        let bits = CacheElement.bits(options.cacheType) ?? (engine == .vllm ? shape.cacheBits.map(Double.init) : nil)
        return CacheShape(shape, elementBits: bits ?? 16, step: step(options))
    }

    /// Tokens of one step: vLLM's default by the size of the GPU, llama.cpp's micro batch.
    func step(_ options: FitOptions) -> Int {
        switch engine {
        case .vllm: min(options.batchTokens ?? (accelerator.memory >= .gib(70) ? 8192 : 2048), 1 << 20)
        case .ollama, .llamacpp: 512
        }
    }

    private func overhead(of manifest: ModelManifest) -> ByteCount {
        let isEmbedding = ModelTask.proof(of: manifest) == .embedding
        let device = isEmbedding ? Self.embeddingOverhead : Self.generationOverhead
        guard accelerator.isCPU else { return device }
        return Self.hostOverhead[engine] ?? device
    }

    private func largest(_ cache: CacheShape?, free: ByteCount, reserved: Int, own: Int?) -> Int? {
        if free.bytes < 0 { return 0 }
        guard let cache else { return nil }
        guard cache.bytesPerToken > 0 else { return own }
        return cache.tokens(
            within: free.bytes / Int64(reserved), limit: min(max(1, own ?? Self.longestContext), 1 << 40))
    }

    func budget(_ options: FitOptions) -> ByteCount {
        let share = engine == .vllm && !accelerator.isCPU ? options.utilization : 1
        return ByteCount(Int64(Double(accelerator.memory.bytes) * share))
    }

    /// Contexts are given in steps of 256 tokens, for people.
    private func roundedDown(_ tokens: Int) -> Int { tokens >= 256 ? tokens / 256 * 256 : tokens }
}

extension Accelerator {
    package var isCPU: Bool { name == "cpu" }
}
