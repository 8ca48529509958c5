import Domain

/// Adds up the parameters of a model from its configuration, matrix by matrix. The sum is exact for the families named
/// here (published counts are compared in a test); for others there is none, rather than a guess.
struct ParameterCount {
    private(set) var all: Int64
    /// Those that work on one token: of a mixture of experts only the chosen ones.
    private(set) var active: Int64

    init?(_ fields: ConfigFields) {
        guard let shape = Shape(fields) else { return nil }
        if shape.isBERT {
            all = shape.bert
            active = all
            return
        }
        guard let attention = shape.attention, let norms = shape.norms else { return nil }
        var (all, active) = (shape.embeddings, shape.embeddings)
        for layer in 0..<shape.layers {
            let (every, chosen) = shape.feedForward(layer)
            all += attention + norms + every
            active += attention + norms + chosen
        }
        guard let vision = shape.vision else { return nil }
        self.all = all + vision
        self.active = active + vision
    }
}

extension ParameterCount {
    /// The sizes of the matrices, in the letters of the papers.
    private struct Shape {
        let type: String
        let layers: Int64
        /// Hidden size, feed-forward size, vocabulary, heads, key-value heads, head size.
        let h, i, v, heads, kv, d: Int64
        private let fields: ConfigFields

        private static let llamaLike: Set<String> = ["llama", "mistral", "mixtral", "phi3"]
        private static let known: Set<String> = llamaLike.union([
            "qwen2", "qwen3", "qwen3_moe", "gemma2", "gemma3_text", "deepseek_v2", "deepseek_v3", "gpt_oss", "bert",
        ])

        init?(_ fields: ConfigFields) {
            guard Self.known.contains(fields.type), let layers = fields.size("num_hidden_layers", below: 1 << 10),
                let hidden = fields.size("hidden_size", below: 1 << 17),
                let between = fields.size("intermediate_size", below: 1 << 20),
                let vocabulary = fields.size("vocab_size", below: 1 << 22, usual: fields.family.vocabulary),
                let heads = fields.size("num_attention_heads", below: 1 << 12, usual: fields.family.attentionHeads),
                let kv = fields.size(
                    "num_key_value_heads", below: 1 << 12, usual: fields.family.keyValueHeads ?? Int(heads)),
                let d = fields.size(
                    "head_dim", below: 1 << 14, usual: fields.family.headDimension ?? Int(hidden / heads))
            else { return nil }
            type = fields.type
            self.layers = layers
            (h, i, v, self.heads, self.kv, self.d) = (hidden, between, vocabulary, heads, kv, d)
            self.fields = fields
        }

        var isBERT: Bool { type == "bert" }

        /// Embeddings, output head (unless tied) and the last norm.
        var embeddings: Int64 {
            let isTied = fields["tie_word_embeddings"]?.flag ?? fields.family.tiesEmbeddings ?? false
            return v * h * (isTied ? 1 : 2) + h
        }

        /// Of one layer.
        var attention: Int64? {
            if fields["kv_lora_rank"] != nil { return latentAttention }
            let matrices = 2 * h * heads * d + 2 * h * kv * d
            switch type {
            case "qwen2": return matrices + (heads + 2 * kv) * d
            case "qwen3", "qwen3_moe", "gemma3_text": return matrices + 2 * d
            case "gpt_oss": return matrices + (heads + 2 * kv) * d + h + heads
            default: return matrices
            }
        }

        private var latentAttention: Int64? {
            guard let rank = fields.size("kv_lora_rank", below: 1 << 17),
                let rope = fields.size("qk_rope_head_dim", below: 1 << 14),
                let plain = fields.size("qk_nope_head_dim", below: 1 << 14),
                let value = fields.size("v_head_dim", below: 1 << 14)
            else { return nil }
            let compressed = fields.size("q_lora_rank", below: 1 << 17)
            let query = compressed.map { $0 * (h + 1 + heads * (plain + rope)) } ?? h * heads * (plain + rope)
            return query + h * (rank + rope) + rank + rank * heads * (plain + value) + heads * value * h
        }

        var norms: Int64? { type.hasPrefix("gemma") ? 4 * h : 2 * h }

        func feedForward(_ layer: Int64) -> (all: Int64, active: Int64) {
            let dense = 3 * h * i
            guard let experts = fields.experts.map(Int64.init), (1..<4096).contains(experts),
                let chosen = fields.size("num_experts_per_tok", below: 4096)
            else { return (dense, dense) }
            if layer < (fields["first_k_dense_replace"]?.int64 ?? 0) { return (dense, dense) }
            let size = fields.size("moe_intermediate_size", below: 1 << 20) ?? i
            // gpt-oss has biases on the router and on both matrices of an expert.
            let hasBias = type == "gpt_oss"
            let expert = 3 * h * size + (hasBias ? 2 * size + h : 0)
            let corrected = fields["topk_method"]?.text == "noaux_tc" ? experts : 0
            let router = h * experts + (hasBias ? experts : 0) + corrected
            let shared = (fields.size("n_shared_experts", below: 4096) ?? 0) * 3 * h * size
            return (router + shared + experts * expert, router + shared + chosen * expert)
        }

        /// SigLIP and the projector of Gemma 3; 0 for a model of text; nil for another vision model.
        var vision: Int64? {
            guard let tower = fields.vision else { return 0 }
            let tall = ConfigFields(tower)
            guard fields.outerType == "gemma3", let hidden = tall.size("hidden_size", below: 1 << 17),
                let between = tall.size("intermediate_size", below: 1 << 20),
                let layers = tall.size("num_hidden_layers", below: 1 << 10),
                let patch = tall.size("patch_size", below: 1 << 12), let image = tall.size("image_size", below: 1 << 16)
            else { return nil }
            let side = image / patch
            let layer = 4 * (hidden * hidden + hidden) + 2 * hidden * between + between + hidden + 4 * hidden
            let embeddings = 3 * patch * patch * hidden + hidden + side * side * hidden
            return embeddings + layers * layer + 2 * hidden + hidden * h + hidden
        }

        /// Embeddings with their norm, layers, pooler.
        var bert: Int64 {
            let positions = fields.size("max_position_embeddings", below: 1 << 24) ?? 512
            let types = fields.size("type_vocab_size", below: 1 << 12) ?? 2
            let layer = 4 * (h * h + h) + 2 * h * i + i + h + 4 * h
            return (v + positions + types) * h + 2 * h + layers * layer + h * h + h
        }
    }
}
