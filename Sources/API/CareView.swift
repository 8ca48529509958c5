package import Domain

/// `GET /api/models/fsck` (nothing is changed) and `POST` (what can be mended is).
package struct FsckList: Sendable, Hashable, Codable {
    /// Nothing is wrong, or everything has been repaired.
    package var clean: Bool
    /// Buckets that were checked.
    package var buckets: [String]
    package var findings: [FsckFindingView]
    /// A line per bucket that could not be checked.
    package var problems: [ModelList.BucketProblem]

    package init(_ listing: FsckListing) {
        clean = listing.isClean
        buckets = listing.reports.map(\.bucket)
        findings = listing.reports.flatMap { report in
            report.findings.map { FsckFindingView($0, bucket: report.bucket) }
        }
        problems = listing.problems.map(ModelList.BucketProblem.init)
    }
}

/// Something in a bucket that does not fit together.
package struct FsckFindingView: Sendable, Hashable, Codable {
    package var bucket: String
    /// `catalog-lost`, `entry-without-objects`, …
    package var kind: String
    /// A model as people write it, or an object's name.
    package var object: String
    package var detail: String
    /// What a repair does; null when only a person can mend it.
    package var repair: String?
    /// After a repair: `repaired`, or `left` with `note`.
    package var outcome: String?
    package var note: String?

    package init(_ finding: FsckFinding, bucket: String) {
        self.bucket = bucket
        kind = finding.kind.rawValue
        object = finding.object
        detail = finding.detail
        repair = finding.repair
        switch finding.outcome {
        case nil: break
        case .repaired?: outcome = "repaired"
        case .left(let why)?:
            outcome = "left"
            note = why
        }
    }
}

/// `GET /api/models/gc`: what nothing references, and what it costs.
package struct GarbageList: Sendable, Hashable, Codable {
    package var items: [GarbageView]
    package var totalBytes: Int64
    package var monthlyCost: MoneyView?
    /// What a deletion has freed.
    package var freedBytes: Int64
    /// A line per bucket that could not be read.
    package var problems: [ModelList.BucketProblem]

    package init(_ listing: GarbageListing) {
        items = listing.items.map(GarbageView.init)
        totalBytes = listing.size.bytes
        monthlyCost = listing.monthlyCost.map(MoneyView.init)
        freedBytes = listing.freed.bytes
        problems = listing.problems.map(ModelList.BucketProblem.init)
    }
}

/// Something that could be deleted.
package struct GarbageView: Sendable, Hashable, Codable {
    /// Confirms its deletion.
    package var id: String
    package var bucket: String
    /// `superseded-revision`, `unreferenced-blobs`, …
    package var kind: String
    package var object: String
    package var detail: String
    package var objects: Int
    package var size: Int64
    package var monthlyCost: MoneyView?
    /// After a deletion: `deleted` with `freedBytes`, or `kept` with `note`.
    package var outcome: String?
    package var note: String?
    package var freedBytes: Int64?

    package init(_ item: GarbageItem) {
        id = item.id
        bucket = item.bucket
        kind = item.kind.rawValue
        object = item.object
        detail = item.detail
        objects = item.objects
        size = item.size.bytes
        monthlyCost = item.monthlyCost.map(MoneyView.init)
        switch item.outcome {
        case nil: break
        case .deleted(let bytes)?:
            outcome = "deleted"
            freedBytes = bytes.bytes
        case .kept(let why)?:
            outcome = "kept"
            note = why
        }
    }
}

/// `POST /api/models/gc`: deletes what is named, as far as it still is garbage.
package struct CollectRequest: Sendable, Hashable, Codable {
    /// The `id`s of a listing.
    package var items: [String]

    package init(items: [String]) { self.items = items }
}
