/// What an import would do, before it does it: shown as the preflight.
package struct ImportPlan: Sendable, Hashable, Codable {
    package var importID: String
    package var bucket: String
    package var model: SourceModel
    /// Paths of chosen files that the bucket already holds by digest: zero bytes move for them.
    package var held: [String]
    /// Chosen files that the store copies by itself: zero bytes through this process. One that turns out to be gone is
    /// fetched from the hub.
    package var copies: [PlannedCopy]
    /// The identity is already `completed` in this bucket: nothing to do.
    package var isComplete: Bool
    package var bytesTotal: ByteCount
    /// From the hub: without what is held and what is copied.
    package var bytesToFetch: ByteCount
    /// Storage cost of the whole model for a month; nil when no price is known.
    package var monthlyStorage: Money?
    /// What the provider takes for copies between locations; nil when there are none, or no price is known.
    package var copyCost: Money?
    /// What the user should know (gated terms, no safetensors, unknown size, …).
    package var warnings: [String]

    package init(
        importID: String, bucket: String, model: SourceModel, held: [String], copies: [PlannedCopy] = [],
        isComplete: Bool, bytesTotal: ByteCount, bytesToFetch: ByteCount, monthlyStorage: Money?,
        copyCost: Money? = nil, warnings: [String]
    ) {
        self.importID = importID
        self.bucket = bucket
        self.model = model
        self.held = held
        self.copies = copies
        self.isComplete = isComplete
        self.bytesTotal = bytesTotal
        self.bytesToFetch = bytesToFetch
        self.monthlyStorage = monthlyStorage
        self.copyCost = copyCost
        self.warnings = warnings
    }

    /// Records of imports that were begun before there were copies have none.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        importID = try values.decode(String.self, forKey: .importID)
        bucket = try values.decode(String.self, forKey: .bucket)
        model = try values.decode(SourceModel.self, forKey: .model)
        held = try values.decode([String].self, forKey: .held)
        copies = try values.decodeIfPresent([PlannedCopy].self, forKey: .copies) ?? []
        isComplete = try values.decode(Bool.self, forKey: .isComplete)
        bytesTotal = try values.decode(ByteCount.self, forKey: .bytesTotal)
        bytesToFetch = try values.decode(ByteCount.self, forKey: .bytesToFetch)
        monthlyStorage = try values.decodeIfPresent(Money.self, forKey: .monthlyStorage)
        copyCost = try values.decodeIfPresent(Money.self, forKey: .copyCost)
        warnings = try values.decode([String].self, forKey: .warnings)
    }

    /// Bytes that the store copies by itself.
    package var bytesToCopy: ByteCount { ByteCount(copies.reduce(0) { $0 + $1.size }) }
}

/// A file of a model whose bytes another object has, by the word of a manifest.
package struct PlannedCopy: Sendable, Hashable, Codable {
    /// In the model that is imported.
    package var path: String
    /// With the generation that was looked at.
    package var from: ObjectPlace
    package var size: Int64
    /// As the manifest has it and the object had it; 8 hex digits.
    package var crc32c: String
    /// As the manifest has it; nil when it has none.
    package var sha256: String?

    package init(path: String, from: ObjectPlace, size: Int64, crc32c: String, sha256: String?) {
        self.path = path
        self.from = from
        self.size = size
        self.crc32c = crc32c
        self.sha256 = sha256
    }
}
