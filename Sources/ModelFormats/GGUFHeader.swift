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
    /// The tensors, by type; nil when the bytes end before the last entry, or a type is not known.
    private(set) var tensors: Tensors?

    /// nil when the bytes do not begin like a GGUF file.
    package init?(_ bytes: ByteBuffer) {
        var reader = GGUFReader(bytes)
        guard reader.magic(), let version = reader.unsigned32(), version == 2 || version == 3 else { return nil }
        self.version = version
        guard let tensorCount = reader.unsigned64(), let count = reader.unsigned64() else { return nil }
        for _ in 0..<min(count, 100_000) {
            guard let key = reader.string(), let type = reader.unsigned32(), let value = reader.value(type) else {
                return
            }
            values[key] = value
        }
        tensors = Self.tensors(min(tensorCount, 1_000_000), &reader)
    }

    private static func tensors(_ count: UInt64, _ reader: inout GGUFReader) -> Tensors? {
        var found = Tensors(count: Int(count), bytes: 0, elements: [:])
        for _ in 0..<count {
            guard let entry = reader.tensor(), let type = GGUFTensorType(entry.type),
                let bytes = type.bytes(of: entry.shape)
            else { return nil }
            let (sum, overflow) = found.bytes.addingReportingOverflow(bytes)
            // No block has eight elements a byte: below this bound their number cannot overflow either.
            if overflow || sum >= 1 << 60 { return nil }
            found.bytes = sum
            found.elements[type.name, default: 0] += entry.shape.reduce(1, &*)
        }
        return found
    }

    /// What the tensors are, without the names: a type, how many elements it has in all, and the bytes of all.
    struct Tensors: Sendable, Hashable {
        var count: Int
        var bytes: Int64
        var elements: [String: Int64]
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
        let window = own("attention.sliding_window").flatMap { $0 > 0 ? $0 : nil }
        return ModelConfiguration(
            layers: layers, attentionHeads: heads, keyValueHeads: own("attention.head_count_kv") ?? heads,
            headDimension: own("attention.key_length") ?? quotient, hiddenSize: hidden,
            maxPositions: own("context_length"),
            slidingWindow: window, quantization: fileType,
            latentRank: own("attention.kv_lora_rank"),
            ropeHeadDimension: architecture.hasPrefix("deepseek") ? own("rope.dimension_count") : nil,
            attention: attention(layers: layers, window: window), valueHeadDimension: own("attention.value_length"),
            experts: own("expert_count"), activeExperts: own("expert_used_count"), parameters: parameters
        )
    }

    /// Layers whose head count is written layer by layer (0: none keeps a cache), or of which only some have a window.
    private func attention(layers: Int, window: Int?) -> [AttentionGroup]? {
        if let architecture, case .list(let count, let heads)? = values["\(architecture).attention.head_count_kv"],
            count == layers, heads.count == layers, Set(heads).count > 1
        {
            return Set(heads).sorted().map { number in
                let same = heads.count { $0 == number }
                return number == 0
                    ? AttentionGroup(.state, layers: same)
                    : AttentionGroup(.full, layers: same, keyValueHeads: Int(number))
            }
        }
        guard let window else { return nil }
        return AttentionGroup.alternating(
            layers: layers, window: window, every: own("attention.sliding_window_pattern") ?? windowPattern)
    }

    /// Every how many layers one sees everything, by architecture; 0: none does.
    private var windowPattern: Int {
        switch architecture {
        case "gemma2", "gpt-oss", "gptoss": 2
        case "gemma3": 6
        case "cohere2", "llama4": 4
        default: 0
        }
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
