package import Domain

/// llama.cpp's server (`llama-server`) over one GGUF file: from a repository, a directory, or Ollama's layout.
package struct LlamaCppEngine: OpenAIServing {
    /// A name that the user gives an image of theirs: there is none that we could pin.
    package static let defaultImage = "llama.cpp:server"
    package static let defaultPort = 8080
    package static let defaultParallel = 4

    package init() {}

    package var kind: EngineKind { .llamacpp }
    package var capabilities: EngineCapabilities {
        EngineCapabilities(
            formats: [.gguf], sources: [.huggingFace, .ollama, .directory, .bucket], servesEmbeddings: true,
            streamsFromBucket: false
        )
    }

    package func recipe(for request: RecipeRequest) throws -> ContainerRecipe {
        let manifest = request.manifest
        guard request.loader == .mount || request.loader == .directory else {
            throw Problem(
                .unsupportedModel, "Cannot be loaded like that",
                detail: "llama.cpp reads its models from a file system",
                fix: "Choose the loader mount."
            )
        }
        let port = request.port ?? Self.defaultPort
        let parallel = request.spec.concurrency ?? Self.defaultParallel
        let proof = ModelTask.proof(of: manifest)

        var arguments = EngineArguments(positional: [])
        arguments.set("--model", "\(request.root)/\(try Self.weights(of: manifest).key)")
        arguments.set("--alias", manifest.model.id)
        arguments.set("--host", request.loader == .directory ? "127.0.0.1" : "0.0.0.0")
        arguments.set("--port", String(port))
        // The server's context is that of all its slots together.
        if let length = request.contextLength { arguments.set("--ctx-size", String(length * parallel)) }
        arguments.set("--parallel", String(parallel))
        if !request.accelerator.isCPU { arguments.set("--n-gpu-layers", "999") }
        arguments.set("--metrics")
        // A mounted bucket answers the page faults of a mapping slowly.
        if request.loader == .mount { arguments.set("--no-mmap") }
        if proof == .embedding { arguments.set("--embeddings") }
        arguments.merge(request.spec.arguments)
        guard arguments.value(of: "--port") == String(port) else {
            throw Problem(
                .invalidRequest, "Argument of the manager", detail: "--port is set from the plan and cannot be given",
                fix: "Leave it out."
            )
        }
        let probe = ProbePlanner.probe(
            predicted: request.predictedLoadSeconds, isGPU: !request.accelerator.isCPU
        )
        return ContainerRecipe(
            engine: .llamacpp, image: request.spec.image ?? Self.defaultImage, command: ["llama-server"],
            arguments: arguments.words, environment: request.spec.environment, port: port, healthPath: "/health",
            startupSeconds: probe.longest,
            mountPath: request.loader == .mount ? request.root : nil, concurrency: parallel,
            servedName: arguments.value(of: "--alias") ?? manifest.model.id, proof: proof, probe: probe
        )
    }

    /// The file to load: the first part of a split model, never a projector.
    private static func weights(of manifest: ModelManifest) throws(Problem) -> ModelManifest.File {
        let candidates: [ModelManifest.File] =
            if manifest.model.source == .ollama {
                manifest.files.filter { $0.key.contains("/blobs/") }.sorted { $0.size > $1.size }
            } else {
                manifest.files.filter {
                    $0.path.lowercased().hasSuffix(".gguf") && !$0.path.lowercased().contains("mmproj")
                }
                .sorted { $0.path < $1.path }
            }
        guard let file = candidates.first else {
            throw Problem(
                .unsupportedModel, "llama.cpp cannot serve this model",
                detail: "\(manifest.model) has no GGUF weights", fix: "Serve it with the engine vllm."
            )
        }
        return file
    }
}
