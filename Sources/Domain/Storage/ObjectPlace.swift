/// One object of one bucket, for a copy that the store makes by itself.
package struct ObjectPlace: Sendable, Hashable, Codable {
    package var bucket: String
    package var key: String
    /// nil: whichever generation stands there when the copy begins.
    package var generation: Int64?

    package init(bucket: String, key: String, generation: Int64? = nil) {
        self.bucket = bucket
        self.key = key
        self.generation = generation
    }
}

/// From where a store copies without the bytes passing through this process.
package enum CopyReach: String, Sendable, Hashable, Codable, CaseIterable {
    case none
    /// Within the store's own bucket.
    case bucket
    /// From every bucket of the same kind that this account may read.
    case anyBucket
}

/// How an upload in parts takes its parts.
package enum UploadForm: String, Sendable, Hashable, Codable, CaseIterable {
    /// In any order, several at the same time, by any process; a part may be sent again.
    case parallelParts
    /// One after the other, each once; only the process that began the upload can go on with it. Parts but the last are
    /// whole multiples of the store's smallest part. An upload of another process is not listed, and is `not-found`.
    case sequential
}
