package import Domain

/// What of a wish changes the memory.
package struct FitOptions: Sendable, Hashable {
    /// Tokens asked for; nil takes the largest that fits, at most the model's own.
    package var contextLength: Int?
    /// How many full contexts must fit at a time (Ollama reserves them all; vLLM shares its cache).
    package var sequences: Int
    /// Share of the GPU that vLLM takes.
    package var utilization: Double
    /// `fp8`, `q8_0`, … of the cache where the user chose one.
    package var cacheType: String?
    /// `--quantization fp8` on weights that are not quantised: quantised while loading.
    package var quantization: String?
    /// `--dtype float32`.
    package var keepsFloat32: Bool
    /// Tokens of a step of the engine; windowed layers keep that many more.
    package var batchTokens: Int?

    package init(
        contextLength: Int? = nil, sequences: Int = 1, utilization: Double = VLLMEngine.memoryUtilization,
        cacheType: String? = nil, quantization: String? = nil, keepsFloat32: Bool = false, batchTokens: Int? = nil
    ) {
        self.contextLength = contextLength
        self.sequences = sequences
        self.utilization = utilization
        self.cacheType = cacheType
        self.quantization = quantization
        self.keepsFloat32 = keepsFloat32
        self.batchTokens = batchTokens
    }

    /// Reads the user's own arguments and variables too: they go to the engine after ours and so decide.
    package init(_ wish: ServiceSpec, engine: EngineKind, sequences: Int) {
        self.init(contextLength: wish.contextLength, sequences: sequences)
        switch engine {
        case .vllm:
            var arguments = EngineArguments(positional: [])
            arguments.merge(wish.arguments)
            if let share = arguments.value(of: "--gpu-memory-utilization").flatMap(Double.init), share > 0, share <= 1 {
                utilization = share
            }
            if contextLength == nil, let length = arguments.value(of: "--max-model-len").flatMap({ Int($0) }),
                length > 0
            {
                contextLength = length
            }
            cacheType = arguments.value(of: "--kv-cache-dtype").flatMap { $0 == "auto" ? nil : $0 }
            quantization = arguments.value(of: "--quantization") ?? arguments.value(of: "-q")
            keepsFloat32 = ["float32", "float"].contains(arguments.value(of: "--dtype") ?? "")
            batchTokens = arguments.value(of: "--max-num-batched-tokens").flatMap { Int($0) }
        case .ollama:
            cacheType = wish.environment["OLLAMA_KV_CACHE_TYPE"].flatMap { $0 == "f16" ? nil : $0 }
        case .llamacpp:
            var arguments = EngineArguments(positional: [])
            arguments.merge(wish.arguments)
            cacheType = arguments.value(of: "--cache-type-k").flatMap { $0 == "f16" ? nil : $0 }
        }
    }
}
