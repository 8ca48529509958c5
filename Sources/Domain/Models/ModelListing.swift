/// The models of some buckets. A bucket that could not be read is a problem of its own, never an empty list.
package struct ModelListing: Sendable, Hashable {
    package var models: [ListedModel]
    package var problems: [BucketProblem]

    package init(models: [ListedModel] = [], problems: [BucketProblem] = []) {
        self.models = models
        self.problems = problems
    }

    package struct ListedModel: Sendable, Hashable {
        package var bucket: String
        package var entry: CatalogEntry
        /// What its bytes cost in a month; nil when no price is known.
        package var monthlyStorage: Money?

        package init(bucket: String, entry: CatalogEntry, monthlyStorage: Money? = nil) {
            self.bucket = bucket
            self.entry = entry
            self.monthlyStorage = monthlyStorage
        }
    }

    package struct BucketProblem: Sendable, Hashable {
        package var bucket: String
        package var problem: Problem

        package init(bucket: String, problem: Problem) {
            self.bucket = bucket
            self.problem = problem
        }
    }
}

/// A catalog entry with its manifest; an entry that is still being written has none.
package struct ModelDescription: Sendable, Hashable {
    package var bucket: String
    package var entry: CatalogEntry
    package var manifest: ModelManifest?

    package init(bucket: String, entry: CatalogEntry, manifest: ModelManifest?) {
        self.bucket = bucket
        self.entry = entry
        self.manifest = manifest
    }
}
