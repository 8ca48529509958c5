/// Decides, as the real engine would by starting, whether a container comes up.
struct StartupCheck: Sendable {
    let buckets: any MountedBuckets
    /// nil: no secret is looked at.
    var secrets: SecretStore?

    /// How a start ended.
    enum Outcome: Sendable, Hashable {
        case ready(log: [String])
        /// - Parameter message: what the condition says; nil: that the container did not listen.
        case failed(reason: String, log: [String], message: String? = nil)
    }

    /// - Parameters:
    ///   - template: the revision's.
    ///   - serviceAccount: whose rights the container has.
    ///   - project: whose secrets its variables name.
    func outcome(of template: JSONValue, serviceAccount: String, project: String = "") throws -> Outcome {
        if let refusal = StartupRefusal(secrets: secrets, project: project).refusal(
            of: template, serviceAccount: serviceAccount)
        {
            return refusal
        }
        let recipe = EngineRecipe(template: template)
        for mount in recipe.mounts {
            if let failure = try failure(of: mount, serviceAccount: serviceAccount) { return failure }
        }
        let containers = template["containers"]?.array ?? []
        let ports = containers.compactMap { $0["ports"]?.array?.first?["containerPort"]?.int64 }
        let expected = ports.first ?? 8080
        if recipe.port != expected {
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: ["Listening on port \(recipe.port)", "Cloud Run probes port \(expected): nothing listens there."]
            )
        }
        switch recipe.kind {
        case .vllm: return try vllm(recipe, serviceAccount: serviceAccount)
        case .ollama: return try ollama(recipe)
        case .other: return .ready(log: ["The container listens on port \(expected)."])
        }
    }

    private func failure(of mount: EngineRecipe.Mount, serviceAccount: String) throws -> Outcome? {
        guard try buckets.objectNames(in: mount.bucket) != nil else {
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: ["Mounting bucket \(mount.bucket) at \(mount.path) failed: storage: bucket doesn't exist"]
            )
        }
        guard try buckets.canRead(mount.bucket, serviceAccount: serviceAccount) else {
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: [
                    "Mounting bucket \(mount.bucket) at \(mount.path) failed: Error 403: "
                        + "\(serviceAccount) does not have storage.objects.list access to the bucket."
                ]
            )
        }
        return nil
    }

    private func vllm(_ recipe: EngineRecipe, serviceAccount: String) throws -> Outcome {
        guard let path = recipe.modelPath else {
            return .failed(reason: "HEALTH_CHECK_CONTAINER_ERROR", log: ["vllm serve: error: no model was given"])
        }
        guard let location = recipe.location(of: path) else {
            guard !path.hasPrefix("/"), !recipe.isOffline else {
                return .failed(
                    reason: "HEALTH_CHECK_CONTAINER_ERROR",
                    log: [
                        "OSError: \(path) is not a local folder and HF_HUB_OFFLINE is set, "
                            + "or no volume is mounted there."
                    ]
                )
            }
            return .ready(log: ["Loading \(path) from the hub", "Application startup complete."])
        }
        if path.hasPrefix("gs://"), try !buckets.canRead(location.bucket, serviceAccount: serviceAccount) {
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: [
                    "google.api_core.exceptions.Forbidden: 403 \(serviceAccount) may not list gs://\(location.bucket)"
                ]
            )
        }
        let names = try buckets.objectNames(in: location.bucket) ?? []
        let files = names.filter { $0.hasPrefix(location.prefix) }.map { String($0.dropFirst(location.prefix.count)) }
        guard files.contains("config.json") else {
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: [
                    "OSError: \(path) does not appear to have a file named config.json. Checkout '\(path)' for "
                        + "available files."
                ]
            )
        }
        let weights = files.filter { file in
            !file.contains("/") && [".safetensors", ".bin", ".pt", ".gguf"].contains { file.hasSuffix($0) }
        }
        guard !weights.isEmpty else {
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: ["RuntimeError: Cannot find any model weights with `\(path)`"]
            )
        }
        return .ready(log: [
            "Starting to load model \(path)...", "Loading safetensors checkpoint shards: 100% (\(weights.count))",
            "Application startup complete.",
        ])
    }

    private func ollama(_ recipe: EngineRecipe) throws -> Outcome {
        let directory = recipe.modelPath ?? ""
        guard let location = recipe.location(of: directory) else {
            return .ready(log: ["Listening on [::]:\(recipe.port)", "total blobs: 0"])
        }
        let names = try buckets.objectNames(in: location.bucket) ?? []
        for needed in ["blobs/", "manifests/"] where !names.contains(where: { $0.hasPrefix(location.prefix + needed) })
        {
            return .failed(
                reason: "HEALTH_CHECK_CONTAINER_ERROR",
                log: ["Error: mkdir \(directory)/\(needed.dropLast()): read-only file system"]
            )
        }
        for model in recipe.models {
            let manifest = location.prefix + "manifests/" + OllamaModelName(model).path
            guard names.contains(manifest) else {
                return .failed(
                    reason: "HEALTH_CHECK_CONTAINER_ERROR",
                    log: ["Error: model '\(model)' not found: \(directory)/manifests/\(OllamaModelName(model).path)"]
                )
            }
        }
        let blobs = names.filter { $0.hasPrefix(location.prefix + "blobs/") }.count
        return .ready(log: ["Listening on [::]:\(recipe.port)", "total blobs: \(blobs)"])
    }
}
