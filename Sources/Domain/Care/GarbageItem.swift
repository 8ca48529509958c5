/// Something in a bucket that nothing references any more, and what it costs to keep.
package struct GarbageItem: Sendable, Hashable, Codable {
    package var kind: Kind
    package var bucket: String
    /// What is deleted: a model as people write it, a folder, an object, an import.
    package var object: String
    /// Why nothing needs it.
    package var detail: String
    package var objects: Int
    package var size: ByteCount
    /// Price of keeping it for a month; nil when no price is known.
    package var monthlyCost: Money?
    /// What its deletion has come to; nil while it is only offered.
    package var outcome: Outcome?

    package init(
        _ kind: Kind, bucket: String, _ object: String, detail: String, objects: Int, size: ByteCount,
        monthlyCost: Money? = nil, outcome: Outcome? = nil
    ) {
        self.kind = kind
        self.bucket = bucket
        self.object = object
        self.detail = detail
        self.objects = objects
        self.size = size
        self.monthlyCost = monthlyCost
        self.outcome = outcome
    }

    /// Names the item to whoever confirms its deletion: the same for the same kind and object.
    package var id: String { "\(bucket)/\(kind.rawValue)/\(object)" }

    package enum Outcome: Sendable, Hashable, Codable {
        case deleted(ByteCount)
        /// It was kept, and why.
        case kept(String)
    }

    /// Stable, kebab-case, part of the API.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A newer revision of the model is completed, and no service uses this one.
        case supersededRevision = "superseded-revision"
        /// A model whose import failed and cannot go on.
        case failedModel = "failed-model"
        /// Blobs of Ollama that no manifest names.
        case unreferencedBlobs = "unreferenced-blobs"
        /// Files that a deletion or an aborted import has left.
        case leftoverFiles = "leftover-files"
        /// Uploads that nobody will complete; invisible in listings, and billed.
        case orphanedUpload = "orphaned-upload"
        /// Journals and leases of imports that are over.
        case staleImport = "stale-import"
        /// Damaged documents that a repair has put aside.
        case keptAside = "kept-aside"
        /// The private key of an Ollama home that the earlier manager has copied.
        case privateKey = "private-key"
    }
}

/// What could be deleted from some buckets. A bucket that could not be read is a problem of its own.
package struct GarbageListing: Sendable, Hashable {
    package var items: [GarbageItem]
    package var problems: [ModelListing.BucketProblem]

    package init(items: [GarbageItem] = [], problems: [ModelListing.BucketProblem] = []) {
        self.items = items
        self.problems = problems
    }

    package var size: ByteCount { items.reduce(0) { $0 + $1.size } }

    /// Price of keeping all of it for a month; nil when no price is known.
    package var monthlyCost: Money? {
        items.compactMap(\.monthlyCost).reduce(nil) { sum, cost in sum.map { $0 + cost } ?? cost }
    }

    /// What has been freed.
    package var freed: ByteCount {
        items.reduce(0) { sum, item in
            if case .deleted(let bytes)? = item.outcome { sum + bytes } else { sum }
        }
    }
}
