package import Domain

extension ModelConfiguration {
    /// Reads a `config.json`. Multimodal models keep the language model's shape in a nested object, which goes first.
    package init?(config: JSONValue) {
        guard config.members != nil else { return nil }
        let fields = ConfigFields(config)
        let heads = fields["num_attention_heads", "n_head", "n_heads"]?.int ?? fields.family.attentionHeads
        let hidden = fields["hidden_size", "n_embd", "d_model"]?.int
        var keyValueHeads =
            fields["num_key_value_heads", "num_kv_heads", "n_head_kv"]?.int ?? fields.family.keyValueHeads ?? heads
        // Falcon 7B: `multi_query` without `new_decoder_architecture` means one head.
        if fields["multi_query"]?.flag == true, fields["new_decoder_architecture"]?.flag != true { keyValueHeads = 1 }
        let quotient = hidden.flatMap { hidden in heads.flatMap { $0 > 0 ? hidden / $0 : nil } }
        let layers = fields["num_hidden_layers", "n_layer", "n_layers", "num_layers"]?.int
        let quantization = fields["quantization_config"]
        let count = ParameterCount(fields)
        self.init(
            layers: layers,
            attentionHeads: heads,
            keyValueHeads: keyValueHeads,
            headDimension: fields["head_dim"]?.int ?? fields.family.headDimension ?? quotient,
            hiddenSize: hidden,
            maxPositions: fields["max_position_embeddings", "n_positions", "max_sequence_length", "seq_length"]?.int
                ?? fields.family.maxPositions,
            slidingWindow: fields.window,
            elementBytes: fields["dtype", "torch_dtype"]?.text.flatMap(Self.elementBytes),
            quantization: Self.quantization(quantization),
            latentRank: fields["kv_lora_rank"]?.int,
            ropeHeadDimension: fields["qk_rope_head_dim"]?.int,
            attention: layers.flatMap { fields.attention(layers: $0) },
            valueHeadDimension: fields["kv_lora_rank"] == nil ? fields["v_head_dim"]?.int : nil,
            cacheBits: Self.cacheBits(quantization),
            experts: fields.experts,
            activeExperts: fields["num_experts_per_tok", "num_experts_per_token", "moe_topk"]?.int,
            tiesEmbeddings: fields["tie_word_embeddings"]?.flag ?? fields.family.tiesEmbeddings,
            parameters: count?.all,
            activeParameters: count?.active
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

    /// The method, with the bits where it says them: `awq-4bit`, `compressed-tensors-4bit`, `fp8`.
    private static func quantization(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        let method = value["quant_method"]?.text ?? value["quant_algo"]?.text
        if method == "bitsandbytes" {
            return value["load_in_8bit"]?.flag == true ? "bitsandbytes-8bit" : "bitsandbytes-4bit"
        }
        let group = value["config_groups"]?.members?.sorted { $0.key < $1.key }.first?.value
        let bits = value["bits"]?.int ?? value["w_bit"]?.int ?? group?["weights"]?["num_bits"]?.int
        return method.map { name in bits.map { "\(name)-\($0)bit" } ?? name }
    }

    /// compressed-tensors writes a scheme for the cache, ModelOpt an algorithm.
    private static func cacheBits(_ value: JSONValue?) -> Int? {
        if let bits = value?["kv_cache_scheme"]?["num_bits"]?.int, (1...64).contains(bits) { return bits }
        return value?["kv_cache_quant_algo"]?.text?.uppercased() == "FP8" ? 8 : nil
    }
}
