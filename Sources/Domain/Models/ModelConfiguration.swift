/// The shape of a model that decides its memory: from `config.json` (`text_config` first) or a GGUF header.
package struct ModelConfiguration: Sendable, Hashable, Codable {
    package var layers: Int?
    package var attentionHeads: Int?
    package var keyValueHeads: Int?
    package var headDimension: Int?
    package var hiddenSize: Int?
    package var maxPositions: Int?
    package var slidingWindow: Int?
    /// Bytes of one element of the weights' type as declared (`bfloat16` = 2); nil when not declared.
    package var elementBytes: Int?
    package var quantization: String?
    /// DeepSeek-style latent attention.
    package var latentRank: Int?
    package var ropeHeadDimension: Int?

    package init(
        layers: Int? = nil, attentionHeads: Int? = nil, keyValueHeads: Int? = nil, headDimension: Int? = nil,
        hiddenSize: Int? = nil, maxPositions: Int? = nil, slidingWindow: Int? = nil, elementBytes: Int? = nil,
        quantization: String? = nil, latentRank: Int? = nil, ropeHeadDimension: Int? = nil
    ) {
        self.layers = layers
        self.attentionHeads = attentionHeads
        self.keyValueHeads = keyValueHeads
        self.headDimension = headDimension
        self.hiddenSize = hiddenSize
        self.maxPositions = maxPositions
        self.slidingWindow = slidingWindow
        self.elementBytes = elementBytes
        self.quantization = quantization
        self.latentRank = latentRank
        self.ropeHeadDimension = ropeHeadDimension
    }
}
