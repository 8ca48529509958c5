/// Something in a bucket that does not fit together, and what a repair does about it.
package struct FsckFinding: Sendable, Hashable, Codable {
    package var kind: Kind
    /// What it is about: a model as people write it, or an object's name.
    package var object: String
    /// What was found, and what was expected.
    package var detail: String
    /// What a repair does; nil when only a person can mend it, and the detail says how.
    package var repair: String?
    /// What the repair has come to; nil where nothing was to be repaired.
    package var outcome: Outcome?

    package init(_ kind: Kind, _ object: String, detail: String, repair: String?, outcome: Outcome? = nil) {
        self.kind = kind
        self.object = object
        self.detail = detail
        self.repair = repair
        self.outcome = outcome
    }

    /// Whether two findings are about the same, whatever their texts say.
    package func isSame(as other: FsckFinding) -> Bool { kind == other.kind && object == other.object }

    package enum Outcome: Sendable, Hashable, Codable {
        case repaired
        /// Nothing was changed, and why.
        case left(String)
    }

    /// Stable, kebab-case, part of the API.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// There are manifests, and no catalog.
        case catalogLost = "catalog-lost"
        case catalogDamaged = "catalog-damaged"
        case manifestDamaged = "manifest-damaged"
        /// The catalog says `completed`, and files are missing or others than the manifest's.
        case entryWithoutObjects = "entry-without-objects"
        case entryWithoutManifest = "entry-without-manifest"
        case manifestWithoutEntry = "manifest-without-entry"
        /// A model's folder that neither catalog nor manifest nor import knows.
        case objectsWithoutEntry = "objects-without-entry"
        /// The model is whole, and its entry does not say so.
        case entryOutdated = "entry-outdated"
        /// `downloading`, and no import does.
        case stuckDownload = "stuck-download"
        /// A model of the earlier manager of which there is no manifest yet.
        case notAdopted = "not-adopted"
        case orphanedUpload = "orphaned-upload"
        /// Journals, segments or a lease of an import that is over.
        case staleImport = "stale-import"
        /// An import that nobody can go on with: what it set out to do cannot be read.
        case importUnreadable = "import-unreadable"
    }
}

/// What a check of one bucket has found.
package struct FsckReport: Sendable, Hashable {
    package var bucket: String
    package var findings: [FsckFinding]

    package init(bucket: String, findings: [FsckFinding]) {
        self.bucket = bucket
        self.findings = findings
    }

    /// Nothing is wrong, or everything has been repaired.
    package var isClean: Bool { findings.allSatisfy { $0.outcome == .repaired } }
}

/// The checks of some buckets. A bucket that could not be checked is a problem of its own, never a clean one.
package struct FsckListing: Sendable, Hashable {
    package var reports: [FsckReport]
    package var problems: [ModelListing.BucketProblem]

    package init(reports: [FsckReport] = [], problems: [ModelListing.BucketProblem] = []) {
        self.reports = reports
        self.problems = problems
    }

    package var isClean: Bool { problems.isEmpty && reports.allSatisfy(\.isClean) }
}
