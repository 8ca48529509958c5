package import Domain

/// vLLM's OpenAI server: Hugging Face models in safetensors (or PyTorch) form, generation and embeddings.
package struct VLLMEngine: OpenAIServing {
    /// Pinned: flags and defaults below are those of this version.
    package static let defaultImage = "vllm/vllm-openai:v0.33.0"
    /// The same version for machines without a GPU.
    package static let cpuImage = "vllm/vllm-openai-cpu:v0.33.0-x86_64"
    package static let defaultPort = 8000
    /// Share of the GPU's memory that vLLM takes (its own default since 0.33).
    package static let memoryUtilization = 0.92
    package static let defaultSequences = 16

    package init() {}

    package var kind: EngineKind { .vllm }
    package var capabilities: EngineCapabilities {
        EngineCapabilities(
            formats: [.safetensors, .pytorch], sources: [.huggingFace, .directory, .bucket], servesEmbeddings: true,
            streamsFromBucket: true
        )
    }

    package func recipe(for request: RecipeRequest) throws -> ContainerRecipe {
        let manifest = request.manifest
        try check(manifest, loader: request.loader)
        let folder = try ModelFiles.folder(of: manifest)
        let path = Self.path(of: folder, for: request)
        let isCPU = request.accelerator.isCPU
        let port = request.port ?? Self.defaultPort
        let sequences = request.spec.concurrency ?? Self.defaultSequences
        let proof = ModelTask.proof(of: manifest)

        var arguments = EngineArguments(positional: [path])
        arguments.set("--served-model-name", manifest.model.id)
        if request.loader == .directory { arguments.set("--host", "127.0.0.1") }
        arguments.set("--port", String(port))
        if let length = request.contextLength, !Self.isOwnLength(length, of: manifest) {
            arguments.set("--max-model-len", String(length))
        }
        arguments.set("--max-num-seqs", String(sequences))
        if !isCPU || request.loader == .directory {
            arguments.set("--gpu-memory-utilization", String(Self.memoryUtilization))
        }
        if proof == .embedding { arguments.set("--runner", "pooling") }
        switch request.loader {
        case .stream: arguments.set("--load-format", "runai_streamer")
        case .mount where manifest.facts.format == .safetensors:
            // Reads each file from front to back; the lazy default jumps about, which a mounted bucket answers slowly.
            arguments.set("--safetensors-load-strategy", "eager")
        case .mount, .directory, .copy: break
        }
        arguments.merge(request.spec.arguments)
        guard arguments.value(of: "--port") == String(port), arguments.value(of: "--model") == nil else {
            throw Problem(
                .invalidRequest, "Argument of the manager",
                detail: "--port and --model are set from the plan and cannot be given",
                fix: "Leave them out; the model is chosen by its reference."
            )
        }
        let command = ["vllm", "serve"]
        let probe = ProbePlanner.probe(predicted: request.predictedLoadSeconds, isGPU: !isCPU)
        return ContainerRecipe(
            engine: .vllm, image: request.spec.image ?? (isCPU ? Self.cpuImage : Self.defaultImage),
            command: request.loader == .copy ? CopyLoader.command(command) : command,
            arguments: arguments.words, environment: environment(for: request, folder: folder), port: port,
            healthPath: "/health", startupSeconds: probe.longest, mountPath: request.mountPath,
            concurrency: sequences, servedName: arguments.value(of: "--served-model-name") ?? manifest.model.id,
            proof: Self.proof(of: arguments.value(of: "--runner"), else: proof), memoryVolume: request.memoryVolume,
            probe: probe
        )
    }

    private static func path(of folder: String, for request: RecipeRequest) -> String {
        switch request.loader {
        case .stream: "gs://\(request.spec.bucket)/\(folder)"
        case .copy: "\(CopyLoader.root)/\(folder)"
        case .mount, .directory: "\(request.root)/\(folder)"
        }
    }

    /// An encoder's own length is the engine's to find: sentence-transformers may set one below `config.json`'s, and a
    /// longer one is refused (seen with all-MiniLM-L6-v2: 512 positions, 256 tokens).
    private static func isOwnLength(_ length: Int, of manifest: ModelManifest) -> Bool {
        ModelTask.isEncoder(manifest.facts) && length == manifest.facts.configuration?.maxPositions
    }

    private func check(_ manifest: ModelManifest, loader: Loader) throws(Problem) {
        guard capabilities.sources.contains(manifest.model.source) else {
            throw Problem(
                .unsupportedModel, "vLLM cannot serve this model",
                detail: "\(manifest.model) lies in Ollama's layout", fix: "Serve it with the engine ollama."
            )
        }
        guard manifest.facts.format != .gguf else {
            throw Problem(
                .unsupportedModel, "vLLM cannot serve this model",
                detail: "\(manifest.model) has GGUF weights only",
                fix: manifest.model.source == .huggingFace
                    ? "Import it as ollama:hf.co/\(manifest.model.id):QUANT and serve it with the engine ollama."
                    : "Import its safetensors weights; the engine ollama serves GGUF that comes from a registry."
            )
        }
        guard loader != .stream || manifest.facts.format == .safetensors else {
            throw Problem(
                .unsupportedModel, "Cannot be streamed",
                detail:
                    "The streaming loader reads safetensors; \(manifest.model) has \(manifest.facts.format.rawValue)",
                fix: "Choose the loader mount."
            )
        }
    }

    private func environment(for request: RecipeRequest, folder: String) -> [String: String] {
        var environment = [
            "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1",
        ]
        if request.accelerator.name == AcceleratorCatalog.l4.name {
            // The image is built for CUDA 13; Cloud Run's L4 driver is of CUDA 12.2.
            environment["VLLM_ENABLE_CUDA_COMPATIBILITY"] = "1"
        }
        switch request.loader {
        case .stream:
            environment["RUNAI_STREAMER_CONCURRENCY"] = "16"
            environment["RUNAI_STREAMER_MEMORY_LIMIT"] = String(HostMemory.streamBuffer.bytes)
        case .copy:
            environment.merge(CopyLoader.environment(from: request.root, keys: [folder])) { _, copy in copy }
        case .mount, .directory: break
        }
        if request.accelerator.isCPU, request.loader != .directory {
            environment["VLLM_CPU_KVCACHE_SPACE"] = String(max(1, request.cache.roundedUpToGib.bytes >> 30))
        }
        return environment.merging(request.spec.environment) { _, users in users }
    }

    private static func proof(of runner: String?, else detected: ProofKind) -> ProofKind {
        switch runner {
        case "pooling": .embedding
        case "generate": .generation
        default: detected
        }
    }
}
