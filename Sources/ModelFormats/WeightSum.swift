import Domain

/// Headers of a model's weight files, added up.
struct WeightSum {
    let layers: Int?
    let tiesEmbeddings: Bool
    private var tensorBytes: Int64 = 0
    private var fileBytes: Int64 = 0
    private var count = 0
    private var elements: [String: Int64] = [:]
    private var quantizable: Int64 = 0
    private var outputHead: Int64 = 0
    private var hasEmbeddings = false
    private var beyond: Int64 = 0

    init(layers: Int?, tiesEmbeddings: Bool) {
        self.layers = layers
        self.tiesEmbeddings = tiesEmbeddings
    }

    mutating func add(_ header: SafetensorsHeader) {
        fileBytes += header.fileSize
        count += header.tensors.count
        for tensor in header.tensors {
            tensorBytes += tensor.bytes
            elements[tensor.type, default: 0] += tensor.elements
            let words = tensor.name.split(separator: ".")
            let isEmbedding = words.contains { Self.embeddings.contains(String($0)) }
            let isHead = words.contains("lm_head")
            if isEmbedding { hasEmbeddings = true }
            if isHead { outputHead += tensor.bytes }
            if isBeyond(words) { beyond += tensor.bytes }
            if !isEmbedding, !isHead, tensor.shape.count >= 2, ["BF16", "F16", "F32"].contains(tensor.type),
                words.last == "weight"
            {
                quantizable += tensor.bytes
            }
        }
    }

    func facts(files: Int) -> WeightFacts {
        var reasons: [String] = []
        var unused = beyond
        if beyond > 0 { reasons.append("layers beyond the model's \(layers ?? 0)") }
        if tiesEmbeddings, hasEmbeddings, outputHead > 0 {
            unused += outputHead
            reasons.append("an output head that is tied to the embeddings")
        }
        return WeightFacts(
            tensorBytes: ByteCount(tensorBytes), fileBytes: ByteCount(fileBytes), tensorCount: count, files: files,
            elements: elements, quantizable: ByteCount(quantizable), unused: ByteCount(unused),
            unusedReason: reasons.isEmpty ? nil : reasons.joined(separator: ", ")
        )
    }

    private static let embeddings: Set<String> = ["embed_tokens", "wte", "word_embeddings", "tok_embeddings"]

    /// `model.layers.61.…` of a model of 61 layers: multi-token prediction.
    private func isBeyond(_ words: [Substring]) -> Bool {
        guard let layers, words.count > 2, words[0] == "model", words[1] == "layers", let number = Int(words[2]) else {
            return false
        }
        return number >= layers
    }
}
