import Domain

extension ModelConfiguration {
    /// Reads a `config.json`. Multimodal models keep the language model's shape in a nested object, which goes first.
    init?(config: JSONValue) {
        guard config.members != nil else { return nil }
        let nested = config["text_config"] ?? config["llm_config"] ?? config["thinker_config"]?["text_config"]
        func value(_ names: String...) -> JSONValue? {
            for name in names {
                if let value = nested?[name] ?? config[name] { return value }
            }
            return nil
        }
        let heads = value("num_attention_heads", "n_head", "n_heads")?.int
        let hidden = value("hidden_size", "n_embd", "d_model")?.int
        var keyValueHeads = value("num_key_value_heads", "num_kv_heads", "n_head_kv")?.int ?? heads
        // Falcon 7B: `multi_query` without `new_decoder_architecture` means one head.
        if value("multi_query")?.flag == true, value("new_decoder_architecture")?.flag != true { keyValueHeads = 1 }
        let quotient = hidden.flatMap { hidden in heads.flatMap { $0 > 0 ? hidden / $0 : nil } }
        // Qwen2 writes a window and switches it off beside it.
        let window = value("use_sliding_window")?.flag == false ? nil : value("sliding_window")?.int
        self.init(
            layers: value("num_hidden_layers", "n_layer", "n_layers", "num_layers")?.int,
            attentionHeads: heads,
            keyValueHeads: keyValueHeads,
            headDimension: value("head_dim")?.int ?? quotient,
            hiddenSize: hidden,
            maxPositions: value("max_position_embeddings", "n_positions", "max_sequence_length", "seq_length")?.int,
            slidingWindow: window,
            elementBytes: value("dtype", "torch_dtype")?.text.flatMap(Self.elementBytes),
            quantization: Self.quantization(config["quantization_config"] ?? nested?["quantization_config"]),
            latentRank: value("kv_lora_rank")?.int,
            ropeHeadDimension: value("qk_rope_head_dim")?.int
        )
    }

    private static func elementBytes(_ name: String) -> Int? {
        switch name.split(separator: ".").last.map(String.init) ?? name {
        case "float64": 8
        case "float32", "float": 4
        case "bfloat16", "float16", "half": 2
        case "float8_e4m3fn", "float8_e5m2", "int8", "uint8": 1
        default: nil
        }
    }

    /// The method, with the bits where it says them: `awq-4bit`, `fp8`.
    private static func quantization(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        let method = value["quant_method"]?.text ?? value["quant_algo"]?.text
        if method == "bitsandbytes" {
            return value["load_in_8bit"]?.flag == true ? "bitsandbytes-8bit" : "bitsandbytes-4bit"
        }
        return method.map { name in value["bits"]?.int.map { "\(name)-\($0)bit" } ?? name }
    }
}
