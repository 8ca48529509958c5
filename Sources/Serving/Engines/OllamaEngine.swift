package import Domain

/// Ollama over a bucket in its own layout, mounted read-only.
package struct OllamaEngine: OpenAIServing {
    package static let defaultImage = "ollama/ollama:0.31.2"
    package static let defaultPort = 11434
    package static let defaultParallel = 4
    /// When nothing is known about the model's shape; Ollama's own smallest tier.
    package static let fallbackContext = 4096

    package init() {}

    package var kind: EngineKind { .ollama }
    package var capabilities: EngineCapabilities {
        EngineCapabilities(formats: [.gguf], sources: [.ollama], servesEmbeddings: true, streamsFromBucket: false)
    }

    package func recipe(for request: RecipeRequest) throws -> ContainerRecipe {
        let manifest = request.manifest
        guard manifest.model.source == .ollama else {
            throw Problem(
                .unsupportedModel, "Ollama cannot serve this model",
                detail: "\(manifest.model) is not in Ollama's layout", fix: "Serve it with the engine vllm."
            )
        }
        guard request.loader != .stream else {
            throw Problem(
                .unsupportedModel, "Cannot be streamed", detail: "Ollama reads its models from a file system",
                fix: "Choose the loader mount or copy."
            )
        }
        let port = request.port ?? Self.defaultPort
        let parallel = request.spec.concurrency ?? Self.defaultParallel
        let command = ["/bin/ollama"]
        // It listens before it has read anything; only a copy goes before that.
        let listening = request.loader == .copy ? request.predictedLoadSeconds : LoadTimePredictor.listenSeconds
        let probe = ProbePlanner.probe(predicted: listening, isGPU: !request.accelerator.isCPU)
        return ContainerRecipe(
            engine: .ollama, image: request.spec.image ?? Self.defaultImage,
            command: request.loader == .copy ? CopyLoader.command(command) : command,
            arguments: request.spec.arguments.isEmpty ? ["serve"] : request.spec.arguments,
            environment: environment(for: request, port: port, parallel: parallel), port: port, healthPath: "/",
            startupSeconds: probe.longest, mountPath: request.mountPath, concurrency: parallel,
            servedName: manifest.model.id, proof: ModelTask.proof(of: manifest), memoryVolume: request.memoryVolume,
            probe: probe
        )
    }

    private func environment(for request: RecipeRequest, port: Int, parallel: Int) -> [String: String] {
        let host = request.loader == .directory ? "127.0.0.1" : "0.0.0.0"
        // The weights are read by the first request: give it three times what we expect, at least Ollama's 5 minutes.
        let loadSeconds = max(300, Int((request.predictedLoadSeconds * 3).rounded(.up)))
        let root = request.loader == .copy ? CopyLoader.root : request.root
        var environment = [
            "MODEL": request.manifest.model.id,
            "OLLAMA_MODELS": "\(root)/\(ModelFiles.ollamaRoot(of: request.manifest))",
            "OLLAMA_HOST": "\(host):\(port)",
            "OLLAMA_KEEP_ALIVE": "-1",
            "OLLAMA_DEBUG": "false",
            // On a read-only mount a prune fails and stops the server; on a writable one it would delete.
            "OLLAMA_NOPRUNE": "1",
            "OLLAMA_NUM_PARALLEL": String(parallel),
            "OLLAMA_MAX_LOADED_MODELS": "1",
            "OLLAMA_CONTEXT_LENGTH": String(request.contextLength ?? Self.fallbackContext),
            "OLLAMA_LOAD_TIMEOUT": "\(loadSeconds)s",
            "OLLAMA_NO_CLOUD": "1",
        ]
        if request.loader == .copy {
            let keys = request.manifest.files.map(\.key)
            environment.merge(CopyLoader.environment(from: request.root, keys: keys)) { _, copy in copy }
        }
        return environment.merging(request.spec.environment) { _, users in users }
    }

    /// A generation without a prompt loads the weights and answers `"done_reason":"load"`; embedding models refuse it
    /// and are loaded by their proof.
    package func loadRequest(servedName: String, kind: ProofKind) -> EngineRequest? {
        guard kind == .generation else { return nil }
        let body = LoadBody(model: servedName, keepAlive: -1)
        return EngineRequest(method: "POST", path: "/api/generate", body: JSONText.encode(body))
    }

    private struct LoadBody: Encodable {
        var model: String
        var keepAlive: Int

        enum CodingKeys: String, CodingKey {
            case model
            case keepAlive = "keep_alive"
        }
    }
}
