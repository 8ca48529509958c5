import Domain

/// The fields of a `config.json` under their many names, the language model's own first.
struct ConfigFields {
    private let outer: JSONValue
    private let nested: JSONValue?

    init(_ config: JSONValue) {
        outer = config
        nested =
            config["text_config"] ?? config["llm_config"] ?? config["language_config"]
            ?? config["thinker_config"]?["text_config"]
    }

    subscript(_ names: String...) -> JSONValue? {
        for name in names {
            if let value = nested?[name] ?? outer[name] { return value }
        }
        return nil
    }

    /// A size above 0 and below a bound, so that a strange configuration cannot make a sum overflow.
    func size(_ name: String, below bound: Int64, usual: Int? = nil) -> Int64? {
        guard let value = self[name]?.int64 ?? usual.map(Int64.init), value > 0, value < bound else { return nil }
        return value
    }

    var type: String { nested?["model_type"]?.text ?? outer["model_type"]?.text ?? "" }
    var outerType: String { outer["model_type"]?.text ?? "" }
    var vision: JSONValue? { outer["vision_config"] }

    var experts: Int? { self["num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"]?.int }

    /// Qwen2 writes a window and switches it off beside it.
    var window: Int? {
        if self["use_sliding_window"]?.flag == false { return nil }
        return self["sliding_window", "attention_window_size", "attention_chunk_size"]?.int.flatMap {
            $0 > 0 ? $0 : nil
        }
    }

    /// What `transformers` takes for fields that a family's configurations leave out.
    var family: Family {
        switch type {
        case "gemma": Family(headDimension: 256, tiesEmbeddings: true)
        case "gemma2": Family(headDimension: 256, tiesEmbeddings: true)
        case "gemma3_text", "gemma3":
            Family(
                attentionHeads: 8, keyValueHeads: 4, headDimension: 256, maxPositions: 131_072, tiesEmbeddings: true,
                vocabulary: 262_208)
        default: Family()
        }
    }

    struct Family {
        var attentionHeads: Int?
        var keyValueHeads: Int?
        var headDimension: Int?
        var maxPositions: Int?
        var tiesEmbeddings: Bool?
        var vocabulary: Int?
    }
}
