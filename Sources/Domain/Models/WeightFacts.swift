/// What the weights are, to the byte: read from the headers of their files, not guessed from names or file sizes.
package struct WeightFacts: Sendable, Hashable, Codable {
    /// Bytes of all tensors together.
    package var tensorBytes: ByteCount
    /// Bytes of the files, headers included.
    package var fileBytes: ByteCount
    package var tensorCount: Int
    package var files: Int
    /// Elements by element type (`BF16`, `F32`, `Q4_K`), as stored: a packed type holds several weights in one element.
    package var elements: [String: Int64]
    /// Bytes of 16- and 32-bit matrices that quantising while loading shrinks: all but embeddings and output head.
    package var quantizable: ByteCount
    /// Bytes in the files that an engine does not keep: an output head that is tied to the embeddings but stored beside
    /// them, layers beyond the model's own (multi-token prediction).
    package var unused: ByteCount
    package var unusedReason: String?

    package init(
        tensorBytes: ByteCount, fileBytes: ByteCount, tensorCount: Int, files: Int, elements: [String: Int64],
        quantizable: ByteCount = 0, unused: ByteCount = 0, unusedReason: String? = nil
    ) {
        self.tensorBytes = tensorBytes
        self.fileBytes = fileBytes
        self.tensorCount = tensorCount
        self.files = files
        self.elements = elements
        self.quantizable = quantizable
        self.unused = unused
        self.unusedReason = unusedReason
    }

    package var elementCount: Int64 { elements.values.reduce(0, +) }
}
