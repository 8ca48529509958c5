package import Domain

/// The engines that this program knows, and the one for a model.
package enum ServingEngines {
    package static let all: [any ServingEngine] = [VLLMEngine(), OllamaEngine(), LlamaCppEngine()]

    package static func engine(_ kind: EngineKind) -> any ServingEngine {
        switch kind {
        case .vllm: VLLMEngine()
        case .ollama: OllamaEngine()
        case .llamacpp: LlamaCppEngine()
        }
    }

    /// The engine asked for, or the one whose layout the model is in, or another of those that are there.
    package static func engine(
        for manifest: ModelManifest, wish: EngineKind?, among engines: [EngineKind] = [.vllm, .ollama]
    ) -> any ServingEngine {
        if let wish { return engine(wish) }
        let usual: [EngineKind] =
            if manifest.model.source == .ollama { [.ollama, .llamacpp] } else if manifest.facts.format == .gguf {
                [.llamacpp, .vllm]
            } else { [.vllm] }
        return engine(usual.first { engines.contains($0) } ?? usual[0])
    }
}
