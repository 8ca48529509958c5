import Domain

extension ConfigFields {
    /// The kinds of layers, in the many ways in which configurations write them; nil when all are alike.
    func attention(layers: Int) -> [AttentionGroup]? {
        guard (1...10_000).contains(layers), self["kv_lora_rank"] == nil || self["layer_types"] != nil else {
            return nil
        }
        if Self.recurrent.contains(type) { return [AttentionGroup(.state, layers: layers)] }
        if let kinds = kinds(layers: layers) { return groups(of: kinds) }
        guard let window else { return nil }
        if let first = self["max_window_layers"]?.int, (0..<layers).contains(first), type.hasPrefix("qwen") {
            return [
                AttentionGroup(.full, layers: first), AttentionGroup(.window, layers: layers - first, window: window),
            ]
            .filter { $0.layers > 0 }
        }
        return AttentionGroup.alternating(layers: layers, window: window, every: pattern)
    }

    private static let recurrent: Set<String> = ["mamba", "mamba2", "falcon_mamba", "rwkv", "xlstm"]

    /// Every how many layers one sees everything; 0: none does.
    private var pattern: Int {
        if let written = self["sliding_window_pattern", "_sliding_window_pattern", "no_rope_layer_interval"]?.int {
            return written
        }
        switch type {
        case "gemma2", "gpt_oss": return 2
        case "gemma3_text", "gemma3": return 6
        case "cohere2", "llama4_text": return 4
        default: return 0
        }
    }

    /// One word per layer.
    private func kinds(layers: Int) -> [AttentionGroup.Kind]? {
        if let written = (self["layer_types", "layers_block_type"]?.list)?.compactMap(\.text), written.count == layers {
            return written.map(Self.kind)
        }
        // Nemotron-H: M is Mamba, * is attention, - is no mixer at all.
        if let text = self["hybrid_override_pattern"]?.text, text.count == layers {
            return text.map { $0 == "*" ? .full : .state }
        }
        // Jamba: one attention layer in so many.
        if let period = self["attn_layer_period"]?.int, period > 0 {
            let offset = self["attn_layer_offset"]?.int ?? 0
            return (0..<layers).map { $0 % period == offset ? .full : .state }
        }
        if let block = self["block_types", "_block_types"]?.list?.compactMap(\.text), !block.isEmpty {
            return (0..<layers).map { layer in
                block[layer % block.count] == "attention" ? (window == nil ? .full : .window) : .state
            }
        }
        return nil
    }

    private static func kind(_ word: String) -> AttentionGroup.Kind {
        switch word {
        case "sliding_attention", "chunked_attention", "local_attention": .window
        case "linear_attention", "mamba", "mamba2", "conv", "recurrent", "moe", "mlp": .state
        default: .full
        }
    }

    private func groups(of kinds: [AttentionGroup.Kind]) -> [AttentionGroup]? {
        var kinds = kinds
        // Gemma 3n: the last layers read the cache of earlier ones.
        if let shared = self["num_kv_shared_layers"]?.int, shared > 0, shared < kinds.count { kinds.removeLast(shared) }
        let full = AttentionGroup(
            .full, layers: kinds.count { $0 == .full || ($0 == .window && window == nil) },
            keyValueHeads: self["num_global_key_value_heads"]?.int, headDimension: self["global_head_dim"]?.int
        )
        let windowed = AttentionGroup(
            .window, layers: window == nil ? 0 : kinds.count { $0 == .window }, window: window)
        let state = AttentionGroup(.state, layers: kinds.count { $0 == .state })
        let groups = [full, windowed, state].filter { $0.layers > 0 }
        let isPlain =
            groups.count == 1 && groups[0].kind == .full && groups[0].keyValueHeads == nil
            && groups[0].headDimension == nil && groups[0].layers == (self["num_hidden_layers"]?.int ?? 0)
        return isPlain ? nil : groups
    }
}
