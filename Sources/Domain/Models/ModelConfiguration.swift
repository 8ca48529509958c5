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
    /// Kinds of layers, where a model has several; nil: all layers are alike (and ``slidingWindow`` holds for all).
    package var attention: [AttentionGroup]?
    /// Size of a value head where it is not that of a key head.
    package var valueHeadDimension: Int?
    /// Bits of one element of the key-value cache, where the model's quantisation fixes it.
    package var cacheBits: Int?
    /// Experts per layer and how many work on a token; all of them stay in memory.
    package var experts: Int?
    package var activeExperts: Int?
    /// The output head is the embedding matrix.
    package var tiesEmbeddings: Bool?
    /// Parameters as the configuration adds up, and those that work on one token; nil for an unknown architecture.
    package var parameters: Int64?
    package var activeParameters: Int64?

    package init(
        layers: Int? = nil, attentionHeads: Int? = nil, keyValueHeads: Int? = nil, headDimension: Int? = nil,
        hiddenSize: Int? = nil, maxPositions: Int? = nil, slidingWindow: Int? = nil, elementBytes: Int? = nil,
        quantization: String? = nil, latentRank: Int? = nil, ropeHeadDimension: Int? = nil,
        attention: [AttentionGroup]? = nil, valueHeadDimension: Int? = nil, cacheBits: Int? = nil,
        experts: Int? = nil, activeExperts: Int? = nil, tiesEmbeddings: Bool? = nil, parameters: Int64? = nil,
        activeParameters: Int64? = nil
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
        self.attention = attention
        self.valueHeadDimension = valueHeadDimension
        self.cacheBits = cacheBits
        self.experts = experts
        self.activeExperts = activeExperts
        self.tiesEmbeddings = tiesEmbeddings
        self.parameters = parameters
        self.activeParameters = activeParameters
    }
}
