package import Domain

/// Adds up the memory of one GPU: weights (exact, from the manifest), key-value cache, overhead.
///
/// Formulas: reference key-value sizes of GQA (`2·layers·kv heads·head size·bytes`) and of latent attention
/// (`layers·(rank + rope head)·bytes`). The cache is counted in 16-bit elements, the engines' default.
package struct MemoryFitCalculator: Sendable {
    /// Activations, CUDA graphs and the engine itself; measured figures lie between 1 and 2 GiB.
    package static let generationOverhead = ByteCount.mib(1536)
    package static let embeddingOverhead = ByteCount.gib(1)
    private static let elementBytes: Int64 = 2

    package var accelerator: Accelerator
    package var engine: EngineKind

    package init(accelerator: Accelerator, engine: EngineKind) {
        self.accelerator = accelerator
        self.engine = engine
    }

    /// - Parameters:
    ///   - contextLength: tokens asked for; nil takes the largest that fits, at most the model's own.
    ///   - sequences: how many full contexts must fit at a time (Ollama reserves them all; vLLM shares its cache).
    package func fit(_ manifest: ModelManifest, contextLength: Int?, sequences: Int) -> MemoryFit {
        let weights = ModelFiles.weightBytes(of: manifest)
        let isEmbedding = ModelTask.proof(of: manifest) == .embedding
        let overhead = isEmbedding ? Self.embeddingOverhead : Self.generationOverhead
        let available = budget
        let reserved = engine == .ollama ? max(1, sequences) : 1
        let perToken = keyValueBytesPerToken(manifest.facts)
        let own = manifest.facts.configuration?.maxPositions
        let free = available - weights - overhead
        var largest: Int?
        if free.bytes < 0 {
            largest = 0
        } else if let perToken, perToken.bytes > 0 {
            let tokens = Int(free.bytes / (perToken.bytes * Int64(reserved)))
            largest = min(own ?? tokens, tokens)
        } else if perToken != nil {
            largest = own
        }
        let chosen = contextLength ?? largest.flatMap { $0 > 0 ? roundedDown($0) : nil } ?? 0
        let cache = ByteCount((perToken?.bytes ?? 0) * Int64(chosen) * Int64(reserved))
        let total = weights + cache + overhead
        let fits = total <= available && (contextLength != nil || largest != 0)
        return MemoryFit(
            available: available, weights: weights, keyValuePerToken: perToken ?? 0, contextLength: chosen,
            sequences: reserved, overhead: overhead, fits: fits, largestContext: largest,
            arithmetic: arithmetic(
                manifest, weights: weights, perToken: perToken, context: chosen, reserved: reserved, cache: cache,
                overhead: overhead, total: total, fits: fits
            )
        )
    }

    /// Bytes of cache that one token takes; 0 for encoders; nil when the model's shape is not known.
    package func keyValueBytesPerToken(_ facts: ModelFacts) -> ByteCount? {
        if ModelTask.isEncoder(facts) { return 0 }
        guard let shape = facts.configuration, let layers = shape.layers else { return nil }
        if let rank = shape.latentRank {
            return ByteCount(Int64(layers) * Int64(rank + (shape.ropeHeadDimension ?? 0)) * Self.elementBytes)
        }
        let heads = shape.keyValueHeads ?? shape.attentionHeads
        let quotient = shape.hiddenSize.flatMap { hidden in
            shape.attentionHeads.flatMap { $0 > 0 ? hidden / $0 : nil }
        }
        guard let heads, let dimension = shape.headDimension ?? quotient else { return nil }
        return ByteCount(2 * Int64(layers) * Int64(heads) * Int64(dimension) * Self.elementBytes)
    }

    private var budget: ByteCount {
        let share = engine == .vllm ? VLLMEngine.memoryUtilization : 1
        return ByteCount(Int64(Double(accelerator.memory.bytes) * share))
    }

    /// Contexts are given in steps of 256 tokens, for people.
    private func roundedDown(_ tokens: Int) -> Int { tokens >= 256 ? tokens / 256 * 256 : tokens }

    private func arithmetic(
        _ manifest: ModelManifest, weights: ByteCount, perToken: ByteCount?, context: Int, reserved: Int,
        cache: ByteCount, overhead: ByteCount, total: ByteCount, fits: Bool
    ) -> [String] {
        var lines = ["weights \(weights.binaryText) (exact: the sizes of the imported weight files)"]
        if let perToken {
            lines.append(
                cacheLine(manifest.facts, perToken: perToken, context: context, reserved: reserved, cache: cache))
        } else {
            lines.append("key-value cache unknown: the model's configuration does not give its shape")
        }
        if let window = manifest.facts.configuration?.slidingWindow {
            lines.append("sliding window of \(window) tokens: windowed layers need less; counted in full")
        }
        lines.append("engine overhead \(overhead.binaryText) (activations, CUDA graphs; a rule of thumb)")
        let percent = engine == .vllm ? "92 % of \(accelerator.memory.binaryText)" : accelerator.memory.binaryText
        lines.append(
            "together \(total.binaryText) of \(budget.binaryText) (\(percent), \(accelerator.name)): "
                + (fits ? "fits" : "does not fit")
        )
        let free = budget - weights - overhead
        if engine == .vllm, let perToken, perToken.bytes > 0, context > 0, free.bytes > 0 {
            let full = Double(free.bytes) / Double(perToken.bytes * Int64(context))
            let count = full >= 10 ? "\(Int(full))" : "\((full * 10).rounded(.down) / 10)"
            lines.append("room for \(count) sequences of \(context) tokens at a time")
        }
        return lines
    }

    private func cacheLine(
        _ facts: ModelFacts, perToken: ByteCount, context: Int, reserved: Int, cache: ByteCount
    ) -> String {
        guard perToken.bytes > 0 else { return "no key-value cache: an encoder" }
        let shape = facts.configuration
        let formula: String
        if let rank = shape?.latentRank {
            formula = "\(shape?.layers ?? 0) layers × (\(rank) + \(shape?.ropeHeadDimension ?? 0)) × 2 B"
        } else {
            let heads = shape?.keyValueHeads ?? shape?.attentionHeads ?? 0
            let dimension = perToken.bytes / max(1, 4 * Int64(heads) * Int64(shape?.layers ?? 1))
            formula = "2 × \(shape?.layers ?? 0) layers × \(heads) heads × \(dimension) × 2 B"
        }
        let sequences = reserved == 1 ? "one sequence" : "\(reserved) sequences"
        return "key-value cache \(cache.binaryText): \(formula) = \(perToken.binaryText) per token, "
            + "× \(context) tokens × \(sequences)"
    }
}
