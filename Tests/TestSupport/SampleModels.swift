package import Domain

/// Published models with real shapes, for plans, fits and recipes.
package enum SampleModels {
    package static let commit = "0e9e39f249a16976918f6564b8830bc894c89659"

    /// Llama 3.1 8B: 32 layers, 8 key-value heads of 128, bfloat16, four shards of together 16.06 GB.
    package static let llama = huggingFace(
        "meta-llama/Llama-3.1-8B-Instruct",
        files: [
            ("config.json", 855), ("tokenizer.json", 9_085_657), ("model-00001-of-00004.safetensors", 4_976_698_672),
            ("model-00002-of-00004.safetensors", 4_999_802_720), ("model-00003-of-00004.safetensors", 4_915_916_176),
            ("model-00004-of-00004.safetensors", 1_168_138_808),
        ],
        facts: ModelFacts(
            task: "text-generation", library: "transformers", architectures: ["LlamaForCausalLM"], modelType: "llama",
            format: .safetensors,
            configuration: ModelConfiguration(
                layers: 32, attentionHeads: 32, keyValueHeads: 8, hiddenSize: 4096, maxPositions: 131_072,
                elementBytes: 2
            )
        )
    )

    package static let miniLM = huggingFace(
        "sentence-transformers/all-MiniLM-L6-v2",
        files: [
            ("config.json", 612), ("modules.json", 349), ("1_Pooling/config.json", 190),
            ("model.safetensors", 90_868_376),
        ],
        facts: ModelFacts(
            task: "sentence-similarity", library: "sentence-transformers", architectures: ["BertModel"],
            modelType: "bert", format: .safetensors,
            configuration: ModelConfiguration(layers: 6, attentionHeads: 12, hiddenSize: 384, maxPositions: 512)
        )
    )

    package static let gemma = ollama(
        "gemma2:9b", weights: 5_443_142_784,
        configuration: ModelConfiguration(
            layers: 42, attentionHeads: 16, keyValueHeads: 8, headDimension: 256, hiddenSize: 3584, maxPositions: 8192,
            slidingWindow: 4096
        )
    )

    package static func huggingFace(_ id: String, files: [(String, Int64)], facts: ModelFacts) -> ModelManifest {
        let model = ModelIdentity(source: .huggingFace, id: id, pin: commit)
        return ModelManifest(
            model: model,
            files: files.map { path, size in
                ModelManifest.File(
                    path: path, key: BucketLayout.huggingFaceKey(repository: id, commit: commit, path: path),
                    size: size,
                    sha256: nil, crc32c: "00000000", promised: nil
                )
            },
            facts: facts, importedAt: "2026-11-20T12:00:00Z", importedBy: "test"
        )
    }

    package static func ollama(_ id: String, weights: Int64, configuration: ModelConfiguration?) -> ModelManifest {
        let hex = String(repeating: "ab", count: 32)
        let parts = id.split(separator: ":").map(String.init)
        return ModelManifest(
            model: ModelIdentity(source: .ollama, id: id, pin: "sha256:\(hex)"),
            files: [
                ModelManifest.File(
                    path: "model", key: BucketLayout.ollamaBlobKey(sha256: hex), size: weights, sha256: hex,
                    crc32c: "00000000", promised: nil
                ),
                ModelManifest.File(
                    path: "manifest",
                    key: "ollama/manifests/registry.ollama.ai/library/\(parts[0])/\(parts[parts.count - 1])", size: 800,
                    sha256: nil, crc32c: "00000000", promised: nil
                ),
            ],
            facts: ModelFacts(
                task: "text-generation", modelType: "gemma2", format: .gguf, configuration: configuration),
            importedAt: "2026-11-20T12:00:00Z", importedBy: "test"
        )
    }
}
