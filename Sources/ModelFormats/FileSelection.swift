import Domain

/// Which files of a repository an engine needs, and why. A pure function of names and of two small files' content.
///
/// Weights: safetensors before GGUF before PyTorch pickles; the index's `weight_map`, where there is one, is the whole
/// truth about the shards (vLLM `weight_utils`).
struct FileSelection: Sendable {
    /// File names of the repository.
    let paths: [String]
    /// The shards that `model.safetensors.index.json` (or `pytorch_model.bin.index.json`) names, by index file.
    let shards: [String: Set<String>]
    /// `config.json` names classes of the repository (`auto_map`): its Python files are then needed.
    let needsCode: Bool

    static let safetensorsIndex = "model.safetensors.index.json"
    static let pickleIndex = "pytorch_model.bin.index.json"

    private let weights: [String: String]
    let format: ModelFormat

    init(paths: [String], shards: [String: Set<String>] = [:], needsCode: Bool = false) {
        self.paths = paths
        self.shards = shards
        self.needsCode = needsCode
        let candidates = paths.filter { !Self.isInSkippedFolder($0) }
        (format, weights) = Self.weights(candidates, shards)
    }

    func choice(for path: String) -> FileChoice {
        if let reason = weights[path] { return .take(reason) }
        if Self.isInSkippedFolder(path) { return .leave("another format or training state") }
        if Self.isWeight(path) { return leftWeight(path) }
        let name = Self.name(of: path)
        let isRoot = !path.contains("/")
        if name.hasSuffix(".jinja"), isRoot || path.hasPrefix("additional_chat_templates/") {
            return .take("chat template")
        }
        if name.hasSuffix(".py") {
            return needsCode ? .take("model code, used only when remote code is trusted") : .leave("code is not needed")
        }
        if isRoot { return rootChoice(name) }
        if Self.isSentenceModule(path) {
            return name.hasSuffix(".json") ? .take("pooling") : .leave("not needed to serve")
        }
        return .leave("not needed to serve")
    }

    private func rootChoice(_ name: String) -> FileChoice {
        let tokenizers: Set<String> = [
            "merges.txt", "vocab.txt", "vocab.json", "tekken.json", "special_tokens_map.json",
        ]
        if tokenizers.contains(name) || name.hasPrefix("tokenizer") || name.hasPrefix("vocab.")
            || name.hasSuffix(".tiktoken") || name.hasSuffix(".model")
        {
            return .take("tokenizer")
        }
        guard name.hasSuffix(".json") else { return .leave("documentation") }
        if name.hasSuffix(".index.json") {
            let isOurs =
                shards[name] != nil && paths.contains { weights[$0] != nil && shards[name]?.contains($0) == true }
            return isOurs ? .take("weight index") : .leave("index of other weights")
        }
        if name == "params.json" {
            return usesConsolidated ? .take("configuration") : .leave("of the consolidated weights")
        }
        if name.hasPrefix("adapter_") { return .leave("of an adapter") }
        if ["trainer_state.json", "training_args.json", "all_results.json", "train_results.json", "eval_results.json"]
            .contains(name)
        {
            return .leave("training state")
        }
        return .take("configuration")
    }

    private var usesConsolidated: Bool { weights.keys.contains { Self.isConsolidated($0) } }

    private func leftWeight(_ path: String) -> FileChoice {
        let name = Self.name(of: path)
        let training = ["optimizer", "scheduler", "training_args", "rng_state", "random_states", "trainer_state"]
        if training.contains(where: { name.hasPrefix($0) }) { return .leave("training state") }
        if name.hasPrefix("adapter_") { return .leave("an adapter, not the model") }
        let isSafetensors = name.hasSuffix(".safetensors")
        switch format {
        case .safetensors:
            if Self.isConsolidated(path) { return .leave("the same weights, consolidated") }
            if !isSafetensors { return .leave("duplicate of the safetensors weights") }
            return .leave(
                shards[Self.safetensorsIndex] != nil ? "not in the weight index" : "another variant of the weights")
        case .gguf:
            return .leave(name.hasSuffix(".gguf") ? "another quantization" : "another format")
        default:
            return .leave("another format")
        }
    }

    // MARK: The weights

    private static func weights(_ paths: [String], _ shards: [String: Set<String>]) -> (ModelFormat, [String: String]) {
        let root = paths.filter { !$0.contains("/") && !name(of: $0).hasPrefix("adapter_") }
        let modules = paths.filter { isSentenceModule($0) && isWeight($0) }
        let moduleTensors = modules.filter { $0.hasSuffix(".safetensors") }
        let tensors = root.filter { $0.hasSuffix(".safetensors") }
        let named = tensors.filter { !isConsolidated($0) }
        let main = shards[safetensorsIndex].map { Array($0) } ?? preferred(named, main: "model.safetensors")
        if !main.isEmpty { return (.safetensors, marked(main, modules: moduleTensors)) }
        if !tensors.isEmpty { return (.safetensors, marked(tensors, modules: moduleTensors)) }
        let pickles = root.filter { $0.hasSuffix(".bin") && $0.hasPrefix("pytorch_model") }
        let picked = shards[pickleIndex].map { Array($0) } ?? preferred(pickles, main: "pytorch_model.bin")
        let quantized = GGUFChoice(paths).files
        if picked.isEmpty, !quantized.isEmpty { return (.gguf, quantized) }
        if !picked.isEmpty { return (.pytorch, marked(picked, modules: modules)) }
        let last = root.filter { $0.hasSuffix(".pt") || $0.hasSuffix(".pth") }.filter { path in
            !["optimizer", "scheduler", "rng_state", "training_args"].contains { path.hasPrefix($0) }
        }
        return last.isEmpty ? (.other, [:]) : (.pytorch, marked(last, modules: modules))
    }

    /// The one main file where it stands alone; else everything but its variants (`model.fp16.safetensors`).
    private static func preferred(_ files: [String], main: String) -> [String] {
        files.contains(main) ? [main] : files
    }

    private static func marked(_ files: [String], modules: [String]) -> [String: String] {
        var marked: [String: String] = [:]
        for file in files { marked[file] = "weights" }
        for module in modules { marked[module] = "weights of a pooling or dense layer" }
        return marked
    }

    static func isWeight(_ path: String) -> Bool {
        let endings = [
            ".safetensors", ".bin", ".pt", ".pth", ".gguf", ".onnx", ".onnx_data", ".h5", ".msgpack", ".ot", ".mlmodel",
            ".ckpt", ".npz", ".tflite", ".pkl",
        ]
        return endings.contains { path.hasSuffix($0) }
    }

    private static func isConsolidated(_ path: String) -> Bool { name(of: path).hasPrefix("consolidated") }

    private static func isInSkippedFolder(_ path: String) -> Bool {
        guard let slash = path.firstIndex(of: "/") else { return false }
        let top = path[..<slash].lowercased()
        return ["original", "onnx", "openvino", "coreml", "runs", "metal", "logs", "tf", "flax"].contains(top)
            || top.hasPrefix("checkpoint-") || top.hasPrefix(".")
    }

    /// `1_Pooling/…`, `2_Dense/…` of sentence-transformers.
    private static func isSentenceModule(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard parts.count == 2, let underscore = parts[0].firstIndex(of: "_") else { return false }
        return underscore > parts[0].startIndex && parts[0][..<underscore].allSatisfy(\.isNumber)
    }

    private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
