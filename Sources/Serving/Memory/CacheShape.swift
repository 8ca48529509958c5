package import Domain

/// The key-value cache of one sequence: what each kind of layer keeps of each token, and up to where.
///
/// Formulas: `2·layers·kv heads·head size·bytes` (keys and values; grouped and multi-query attention by their head
/// count), `layers·(rank + rope head)·bytes` for latent attention. Windowed layers keep at most their window and one
/// step of the engine. Recurrent layers keep a small state of fixed size, which is not counted.
package struct CacheShape: Sendable, Hashable {
    package struct Part: Sendable, Hashable {
        package var kind: AttentionGroup.Kind
        /// What a token takes in these layers together, in bits: a cached element may have 4.5.
        var bitsPerToken: Int64
        /// Tokens after which nothing is added; nil: never.
        package var most: Int?
        package var formula: String
        package var bytesPerToken: Int64 { (bitsPerToken + 7) / 8 }
    }

    package private(set) var parts: [Part]
    package private(set) var stateLayers = 0

    /// nil when the configuration does not give the shape, or gives one that no model has.
    package init?(_ shape: ModelConfiguration, elementBits: Double = 16, step: Int = 0) {
        guard let layers = shape.layers, (1...10_000).contains(layers) else { return nil }
        guard (0...64).contains(elementBits) else { return nil }
        let halfBits = Int64((elementBits * 2).rounded())
        let word = CacheElement.text(elementBits)
        parts = []
        if let rank = shape.latentRank {
            let rope = shape.ropeHeadDimension ?? 0
            guard (1...1_000_000).contains(rank), (0...1_000_000).contains(rope) else { return nil }
            parts = [
                Part(
                    kind: .full, bitsPerToken: Int64(layers) * Int64(rank + rope) * halfBits / 2, most: nil,
                    formula: "\(layers) layers × (\(rank) + \(rope)) × \(word)"
                )
            ]
            return
        }
        let quotient = shape.hiddenSize.flatMap { hidden in
            shape.attentionHeads.flatMap { $0 > 0 ? hidden / $0 : nil }
        }
        let groups =
            shape.attention
            ?? [
                shape.slidingWindow.map { AttentionGroup(.window, layers: layers, window: $0) }
                    ?? AttentionGroup(.full, layers: layers)
            ]
        for group in groups where group.layers > 0 {
            guard group.kind != .state else {
                stateLayers += group.layers
                continue
            }
            let heads = group.keyValueHeads ?? shape.keyValueHeads ?? shape.attentionHeads
            guard let heads, let key = group.headDimension ?? shape.headDimension ?? quotient,
                (1...100_000).contains(heads), (1...100_000).contains(key), group.layers <= 10_000
            else { return nil }
            let value = group.headDimension ?? shape.valueHeadDimension ?? key
            guard (1...100_000).contains(value) else { return nil }
            let pair = key == value ? "\(heads) heads × \(key)" : "\(heads) heads × (\(key) + \(value)) ÷ 2"
            parts.append(
                Part(
                    kind: group.kind,
                    bitsPerToken: Int64(group.layers) * Int64(heads) * Int64(key + value) * halfBits / 2,
                    most: group.kind == .window ? group.window.map { min(max(0, $0), 1 << 40) + step } : nil,
                    formula: "2 × \(group.layers) layers × \(pair) × \(word)"
                )
            )
        }
    }

    /// Bytes of one token while no window is full.
    package var bytesPerToken: Int64 { parts.reduce(0) { $0 + $1.bytesPerToken } }

    /// Bytes of one sequence of so many tokens; the largest number when that is beyond counting.
    package func bytes(tokens: Int) -> Int64 {
        parts.reduce(0) { sum, part in
            let kept = Int64(min(tokens, part.most ?? tokens))
            let (bytes, isHuge) = part.bytesPerToken.multipliedReportingOverflow(by: kept)
            let (total, overflow) = sum.addingReportingOverflow(bytes)
            return isHuge || overflow ? Int64.max : total
        }
    }

    /// The most tokens whose cache stays within `room`, at most `limit`.
    package func tokens(within room: Int64, limit: Int) -> Int {
        var (low, high) = (0, max(0, limit))
        while low < high {
            let middle = low + (high - low + 1) / 2
            if bytes(tokens: middle) <= room { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

/// Elements of the cache.
enum CacheElement {
    /// Bits of a type by the engine's own name for it; nil for the 16 bits that both engines take by themselves.
    static func bits(_ type: String?) -> Double? {
        guard let type else { return nil }
        switch type {
        case "fp8", "fp8_e4m3", "fp8_e5m2", "fp8_inc", "fp8_ds_mla": return 8
        // Blocks of 32 with a scale of two bytes.
        case "q8_0": return 8.5
        case "q4_0": return 4.5
        default: return nil
        }
    }

    static func text(_ bits: Double) -> String {
        let bytes = bits / 8
        return bytes == bytes.rounded() ? "\(Int(bytes)) B" : "\(bytes) B"
    }
}
