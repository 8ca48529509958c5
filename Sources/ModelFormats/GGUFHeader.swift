package import Domain
package import NIOCore

/// The metadata at the beginning of a GGUF file (ggml `docs/gguf.md`, versions 2 and 3, little-endian).
///
/// Reads as many keys as the bytes at hand hold: the shape comes before the tokenizer's long lists, so the first
/// 128 KiB are enough to know it.
package struct GGUFHeader: Sendable, Hashable {
    /// Enough of a file for every key that we read.
    package static let usefulPrefix: Int64 = 128 << 10

    enum Value: Sendable, Hashable {
        case integer(Int64), number(Double), flag(Bool), text(String)
        /// Only the length is kept, and the elements of short integer lists (per-layer head counts).
        case list(count: Int, integers: [Int64])
    }

    private(set) var version: UInt32
    private(set) var values: [String: Value] = [:]

    /// nil when the bytes do not begin like a GGUF file.
    package init?(_ bytes: ByteBuffer) {
        var reader = GGUFReader(bytes)
        guard reader.magic(), let version = reader.unsigned32(), version == 2 || version == 3 else { return nil }
        self.version = version
        guard reader.unsigned64() != nil, let count = reader.unsigned64() else { return nil }
        for _ in 0..<min(count, 100_000) {
            guard let key = reader.string(), let type = reader.unsigned32(), let value = reader.value(type) else {
                break
            }
            values[key] = value
        }
    }

    package var architecture: String? { text("general.architecture") }
    package var license: String? { text("general.license") }
    package var parameters: Int64? { integer("general.parameter_count") }

    /// What the fit needs of it.
    package var configuration: ModelConfiguration? {
        guard let architecture, let layers = own("block_count") else { return nil }
        let heads = own("attention.head_count")
        let hidden = own("embedding_length")
        let quotient = hidden.flatMap { hidden in heads.flatMap { $0 > 0 ? hidden / $0 : nil } }
        return ModelConfiguration(
            layers: layers, attentionHeads: heads, keyValueHeads: own("attention.head_count_kv") ?? heads,
            headDimension: own("attention.key_length") ?? quotient, hiddenSize: hidden,
            maxPositions: own("context_length"),
            slidingWindow: own("attention.sliding_window"), quantization: fileType,
            latentRank: own("attention.kv_lora_rank"),
            ropeHeadDimension: architecture.hasPrefix("deepseek") ? own("rope.dimension_count") : nil
        )
    }

    /// `general.file_type` by its usual name (llama.cpp `llama_ftype`).
    package var fileType: String? {
        let names: [Int64: String] = [
            0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
            12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
            32: "BF16",
        ]
        return integer("general.file_type").flatMap { names[$0] }
    }

    private func own(_ key: String) -> Int? {
        guard let architecture, let value = values["\(architecture).\(key)"] else { return nil }
        switch value {
        case .integer(let number): return Int(exactly: number)
        case .list(_, let integers): return integers.max().flatMap { Int(exactly: $0) }
        default: return nil
        }
    }

    private func text(_ key: String) -> String? {
        guard case .text(let text)? = values[key], !text.isEmpty else { return nil }
        return text
    }

    private func integer(_ key: String) -> Int64? {
        guard case .integer(let number)? = values[key] else { return nil }
        return number
    }
}
