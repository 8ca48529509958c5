package import Domain

/// The engines that this program knows, and the one for a model.
package enum ServingEngines {
    package static let all: [any ServingEngine] = [VLLMEngine(), OllamaEngine()]

    package static func engine(_ kind: EngineKind) -> any ServingEngine {
        switch kind {
        case .vllm: VLLMEngine()
        case .ollama: OllamaEngine()
        }
    }

    /// The engine asked for, or the one whose layout the model is in.
    package static func engine(for manifest: ModelManifest, wish: EngineKind?) -> any ServingEngine {
        if let wish { return engine(wish) }
        return engine(manifest.model.source == .ollama ? .ollama : .vllm)
    }
}
