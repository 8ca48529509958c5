/// What an import would do, before it does it: shown as the preflight.
package struct ImportPlan: Sendable, Hashable, Codable {
    package var importID: String
    package var bucket: String
    package var model: SourceModel
    /// Paths of chosen files that the bucket already holds by digest: zero bytes move for them.
    package var held: [String]
    /// The identity is already `completed` in this bucket: nothing to do.
    package var isComplete: Bool
    package var bytesTotal: ByteCount
    package var bytesToFetch: ByteCount
    /// Storage cost of the whole model for a month; nil when no price is known.
    package var monthlyStorage: Money?
    /// What the user should know (gated terms, no safetensors, unknown size, …).
    package var warnings: [String]

    package init(
        importID: String, bucket: String, model: SourceModel, held: [String], isComplete: Bool, bytesTotal: ByteCount,
        bytesToFetch: ByteCount, monthlyStorage: Money?, warnings: [String]
    ) {
        self.importID = importID
        self.bucket = bucket
        self.model = model
        self.held = held
        self.isComplete = isComplete
        self.bytesTotal = bytesTotal
        self.bytesToFetch = bytesToFetch
        self.monthlyStorage = monthlyStorage
        self.warnings = warnings
    }
}
